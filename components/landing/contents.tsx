const contents = [
  {
    name: 'Plans',
    says: 'One file holds your plans, prices, limits and features. A command creates them in Stripe, and the pricing page, the limits and the billing page read the same file.',
  },
  {
    name: 'Checkout',
    says: 'Trials, seats and promotion codes. The price is looked up on the server, and two tabs cannot subscribe a team twice.',
  },
  {
    name: 'Portal flows',
    says: 'New card, billing details, change of plan, interval or seats, pause, cancel. Each button opens the one page of Stripe’s portal that it is about, and comes back with the outcome.',
  },
  {
    name: 'Accounts',
    says: 'Sign-up, sign-in and a team for everybody, with owners, admins and members. Only owners and admins can spend money.',
  },
  {
    name: 'Pages',
    says: 'Landing, pricing, dashboard, profile, billing. Light and dark, phone and desktop, keyboard and screen reader. Every form works without JavaScript.',
  },
  {
    name: 'Tests',
    says: 'A browser clicks through every flow, completed and abandoned, with cards that work, cards that fail and cards that ask for 3D Secure.',
  },
]

/** What is in the box, as a list of things and not of virtues. */
export function Contents() {
  return (
    <section aria-labelledby="contents" className="grid gap-8 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-16">
      <h2 className="text-3xl font-semibold" id="contents">
        What you clone
      </h2>
      <dl className="divide-y border-y">
        {contents.map(({ name, says }) => (
          <div className="grid gap-1.5 py-5 sm:grid-cols-[9rem_minmax(0,1fr)] sm:gap-6" key={name}>
            <dt className="font-medium">{name}</dt>
            <dd className="text-muted">{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
