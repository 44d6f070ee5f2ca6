const features = [
  {
    name: 'Plans',
    description:
      'Define plans, prices, limits, and features in one file. One command creates them in Stripe. The pricing and billing pages read the same file.',
  },
  {
    name: 'Checkout',
    description:
      'Trials, seats, and promotion codes. The server looks up the price, and two open tabs can’t subscribe a team twice.',
  },
  {
    name: 'Portal flows',
    description:
      'Update the card or billing details, change the plan, interval, or seats, and pause or cancel. Each button opens the matching page in Stripe’s customer portal and returns with the result.',
  },
  {
    name: 'Accounts',
    description:
      'Verified email addresses, passwords, sign-in links, and teams with owners, admins, and members. Only owners and admins can change billing.',
  },
  {
    name: 'Pages',
    description:
      'Landing, pricing, dashboard, profile, and billing pages that work in light and dark mode, on phones and desktops, and with keyboards and screen readers. Every form works without JavaScript.',
  },
  {
    name: 'Tests',
    description:
      'Browser tests complete and abandon every flow, with cards that succeed, cards that fail, and cards that require 3D Secure.',
  },
]

export function Included() {
  return (
    <section aria-labelledby="included" className="grid gap-8 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-16">
      <h2 className="text-3xl font-semibold" id="included">
        What’s included
      </h2>
      <dl className="divide-y border-y">
        {features.map(({ name, description }) => (
          <div className="grid gap-1.5 py-5 sm:grid-cols-[9rem_minmax(0,1fr)] sm:gap-6" key={name}>
            <dt className="font-medium">{name}</dt>
            <dd className="text-muted">{description}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
