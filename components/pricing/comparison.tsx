import type { ReactNode } from 'react'
import { type Features, featureNames, type Limits, limitNames, type Plan } from '@/lib/billing/plans'
import { plansOnSale } from './plans-on-sale'

export function Comparison() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users need focus to scroll horizontally
    <section aria-label="Compare plans" className="relative overflow-x-auto rounded-xl border bg-surface" tabIndex={0}>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="border-b">
            <th className="px-3 py-4 sm:px-5 font-medium text-muted" scope="col">
              What’s included
            </th>
            {plansOnSale().map(({ key, name }) => (
              <th className="px-3 py-4 sm:px-5 font-semibold" key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {Object.entries(limitNames).map(([limit, name]) => (
            <Row key={limit} name={name} value={({ limits }) => limits[limit as keyof Limits] ?? 'Unlimited'} />
          ))}
          {Object.entries(featureNames).map(([feature, name]) => (
            <Row
              key={feature}
              name={name}
              value={({ features }) => <Included isIncluded={features[feature as keyof Features]} />}
            />
          ))}
          <Row
            name="Trial"
            value={({ trialDays }) => (trialDays ? `${trialDays} days` : <Included isIncluded={false} />)}
          />
        </tbody>
      </table>
    </section>
  )
}

function Row({ name, value }: { name: string; value: (plan: Plan) => ReactNode }) {
  return (
    <tr>
      <th className="px-3 py-3.5 sm:px-5 font-normal text-muted" scope="row">
        {name}
      </th>
      {plansOnSale().map((plan) => (
        <td className="px-3 py-3.5 sm:px-5 tabular-nums" key={plan.key}>
          {value(plan)}
        </td>
      ))}
    </tr>
  )
}

function Included({ isIncluded }: { isIncluded: boolean }) {
  return (
    <span className={`size-4 ${isIncluded ? 'text-accent icon-check' : 'text-muted icon-minus'}`}>
      <span className="sr-only">{isIncluded ? 'Yes' : 'No'}</span>
    </span>
  )
}
