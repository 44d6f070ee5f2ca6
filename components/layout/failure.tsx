'use client'

type Props = {
  /** Next's name for the error in the server's log; absent for errors of the browser. */
  digest?: string
  retry: () => void
}

/** What is shown when a page could not be rendered. The server's log has the cause under the same reference. */
export function Failure({ digest, retry }: Props) {
  return (
    <div className="mx-auto max-w-md px-5 py-24 text-center">
      <h1 className="text-2xl font-semibold">Something went wrong</h1>
      <p className="mt-2 text-muted">It is our fault, not yours. Trying again often helps.</p>
      {digest && <p className="mt-2 font-mono text-xs text-muted">Reference {digest}</p>}
      <button
        className="mt-6 h-10 rounded-md border border-edge bg-surface px-4 text-sm font-medium hover:bg-sunken"
        onClick={retry}
        type="button"
      >
        Try again
      </button>
    </div>
  )
}
