'use client'

type Props = {
  /** Next.js's ID for the error in the server log. Undefined for client errors. */
  digest?: string
  retry: () => void
}

/** The error page. Its reference number also appears in the server log. */
export function Failure({ digest, retry }: Props) {
  return (
    <div className="mx-auto max-w-md px-5 py-24 text-center">
      <h1 className="text-2xl font-semibold">Something went wrong</h1>
      <p className="mt-2 text-muted">We couldn’t load this page. Please try again.</p>
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
