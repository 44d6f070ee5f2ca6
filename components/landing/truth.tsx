import { product } from '@/lib/product'

const steps = [
  {
    name: 'Stripe sends an event',
    says: 'It is stored together with a mark on the customer, in one transaction. Only then does Stripe get its answer.',
  },
  {
    name: 'The customer is read again',
    says: 'An event names a customer and is believed in nothing else. What is written comes from Stripe, as it is now.',
  },
  {
    name: 'Newer wins',
    says: 'Each write checks that nobody wrote since it began to read. If somebody did, it reads again.',
  },
  {
    name: 'Pages read the database',
    says: 'Your customers never wait for Stripe to see their own plan, and never see a guess.',
  },
]

const badDays = [
  ['The same event arrives twice', 'The second one finds nothing to do.'],
  ['Events arrive in the wrong order', 'The order does not matter: none of them is read for its contents.'],
  ['The browser closes before it returns', 'The event brings the change in anyway.'],
  ['The browser returns before the event', 'The return reads Stripe itself.'],
  ['Somebody opens a return link by hand', 'Nothing changes, and the page says so.'],
  ['Stripe does not answer', 'The page shows what is known, and the read is tried again.'],
]

/** How the stored state keeps up with Stripe's, and what that does on bad days. */
export function Truth() {
  return (
    <section aria-labelledby="truth">
      <h2 className="max-w-2xl text-3xl font-semibold sm:text-4xl" id="truth">
        Most billing bugs are one belief: that an event tells you the truth.
      </h2>
      <p className="mt-4 max-w-xl text-lg text-muted">
        {product.name} treats an event as a reason to look, and then looks.
      </p>
      <ol className="mt-12 grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-4">
        {steps.map(({ name, says }, index) => (
          <li className="border-t-2 border-accent pt-4" key={name}>
            <h3 className="font-medium tracking-normal">
              <span aria-hidden="true" className="mr-2 font-mono text-sm text-accent">
                {index + 1}
              </span>
              {name}
            </h3>
            <p className="mt-2 text-sm text-muted">{says}</p>
          </li>
        ))}
      </ol>
      <table className="mt-16 w-full text-left">
        <caption className="sr-only">What {product.name} does when something goes wrong</caption>
        <thead className="max-sm:sr-only">
          <tr className="border-b text-sm text-muted">
            <th className="pb-3 font-normal sm:w-1/2" scope="col">
              On a bad day
            </th>
            <th className="pb-3 font-normal" scope="col">
              {product.name}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y border-b max-sm:border-t">
          {badDays.map(([event, answer]) => (
            <tr className="max-sm:flex max-sm:flex-col max-sm:py-4" key={event}>
              <th className="font-medium sm:py-4 sm:pr-8" scope="row">
                {event}
              </th>
              <td className="text-muted sm:py-4">{answer}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
