const services = [
  ['PostgreSQL', 'A PostgreSQL server that stores its data in the project folder'],
  ['Stripe stand-in', 'Checkout and customer portal pages, test cards, and signed webhooks'],
  ['Email inbox', 'Every email your product sends, viewable in the browser'],
  ['Next.js', 'Your product'],
]

export function LocalSetup() {
  return (
    <section aria-labelledby="local-setup" className="grid items-start gap-10 lg:grid-cols-2 lg:gap-16">
      <div>
        <h2 className="text-3xl font-semibold" id="local-setup">
          Start everything with one command
        </h2>
        <p className="mt-4 max-w-md text-lg text-muted">
          All you need is Node.js and Git. The stand-in implements the Stripe API calls the product makes through
          Stripe’s SDK, so you run the same code offline and in production. Set a test key to use Stripe instead.
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
          {services.map(([name, description]) => (
            <div className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[8.5rem_minmax(0,1fr)]" key={name}>
              <dt className="font-medium">{name}</dt>
              <dd className="text-muted">{description}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  )
}
