const comes = [
  ['PostgreSQL', 'a real server of your own, kept in the project’s folder'],
  ['Stripe stand-in', 'Checkout and portal pages to click through, test cards, signed webhooks'],
  ['Mail inbox', 'every mail that your product sends, to read in the browser'],
  ['Next.js', 'your product'],
]

/** What one command brings up. */
export function Offline() {
  return (
    <section aria-labelledby="offline" className="grid items-start gap-10 lg:grid-cols-2 lg:gap-16">
      <div>
        <h2 className="text-3xl font-semibold" id="offline">
          One command, no accounts
        </h2>
        <p className="mt-4 max-w-md text-lg text-muted">
          Node and git are all it needs. The stand-in speaks Stripe’s API to Stripe’s own SDK, so the code that you run
          on a train is the code that you ship. Set a test key and the same pages use Stripe.
        </p>
      </div>
      <div className="rounded-xl border bg-sunken p-6 sm:p-8">
        <p className="font-mono text-sm sm:text-base">
          <span aria-hidden="true" className="text-muted select-none">
            ${' '}
          </span>
          npm run dev
        </p>
        <dl className="mt-6 space-y-4 border-t pt-6 text-sm">
          {comes.map(([name, what]) => (
            <div className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[8.5rem_minmax(0,1fr)]" key={name}>
              <dt className="font-medium">{name}</dt>
              <dd className="text-muted">{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  )
}
