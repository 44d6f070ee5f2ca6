import { product } from '@/lib/product'

const steps = [
  {
    name: 'Stripe sends an event',
    description: 'One transaction stores the event and marks the customer for a sync. Then the endpoint returns 200.',
  },
  {
    name: 'The customer is synced',
    description: 'The event only identifies the customer. Everything stored comes from Stripe’s current API data.',
  },
  {
    name: 'Newer data wins',
    description: 'Each sync checks for other writes since it started reading. If there are any, it reads again.',
  },
  {
    name: 'Pages read the database',
    description: 'Customers see their plan without waiting for a request to Stripe.',
  },
]

const failures = [
  ['The same event arrives twice', 'The second delivery changes nothing.'],
  ['Events arrive out of order', 'The result is the same, because no state is read from the events.'],
  ['The customer closes the browser before returning', 'The event triggers the sync.'],
  ['The customer returns before the event arrives', 'The return triggers the sync.'],
  ['Someone opens a return URL directly', 'Nothing changes, and the page explains why.'],
  ['Stripe is unavailable', 'The page shows the last synced state, and the sync is retried.'],
]

export function Reliability() {
  return (
    <section aria-labelledby="reliability">
      <h2 className="max-w-2xl text-3xl font-semibold sm:text-4xl" id="reliability">
        Billing data that stays in sync with Stripe
      </h2>
      <p className="mt-4 max-w-xl text-lg text-muted">
        When an event arrives, {product.name} fetches the customer’s current state from Stripe. It never relies on the
        event’s contents.
      </p>
      <ol className="mt-12 grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-4">
        {steps.map(({ name, description }, index) => (
          <li className="border-t-2 border-accent pt-4" key={name}>
            <h3 className="font-medium tracking-normal">
              <span aria-hidden="true" className="mr-2 font-mono text-sm text-accent">
                {index + 1}
              </span>
              {name}
            </h3>
            <p className="mt-2 text-sm text-muted">{description}</p>
          </li>
        ))}
      </ol>
      <table className="mt-16 w-full text-left">
        <caption className="sr-only">How {product.name} handles failures</caption>
        <thead className="max-sm:sr-only">
          <tr className="border-b text-sm text-muted">
            <th className="pb-3 font-normal sm:w-1/2" scope="col">
              What goes wrong
            </th>
            <th className="pb-3 font-normal" scope="col">
              What {product.name} does
            </th>
          </tr>
        </thead>
        <tbody className="divide-y border-b max-sm:border-t">
          {failures.map(([failure, response]) => (
            <tr className="max-sm:flex max-sm:flex-col max-sm:py-4" key={failure}>
              <th className="font-medium sm:py-4 sm:pr-8" scope="row">
                {failure}
              </th>
              <td className="text-muted sm:py-4">{response}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
