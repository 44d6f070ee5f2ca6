import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Features, type Limits, offeredPlanKeys, type PlanKey, plans } from '@/lib/billing/plans'

const columns = offeredPlanKeys

// Typed by the catalogue: a new feature or limit does not compile until it has a name here.
const limitNames: Record<keyof Limits, string> = { projectsMax: 'Projects', membersMax: 'Members' }
const featureNames: Record<keyof Features, string> = {
  apiAccess: 'API access',
  auditLog: 'Audit log',
  prioritySupport: 'Priority support',
}

/** Every limit and feature of the catalogue, plan by plan. */
export function Comparison() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
    <section aria-label="Plans compared" className="relative overflow-x-auto rounded-xl border bg-surface" tabIndex={0}>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="border-b">
            <th className="px-3 py-4 sm:px-5 font-medium text-muted" scope="col">
              What is in it
            </th>
            {columns.map((key) => (
              <th className="px-3 py-4 sm:px-5 font-semibold" key={key} scope="col">
                {plans[key].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {Object.entries(limitNames).map(([limit, name]) => (
            <Row key={limit} name={name} value={(key) => plans[key].limits[limit as keyof Limits] ?? 'Unlimited'} />
          ))}
          {Object.entries(featureNames).map(([feature, name]) => (
            <Row
              key={feature}
              name={name}
              value={(key) => <Has it={plans[key].features[feature as keyof Features]} />}
            />
          ))}
          <Row
            name="Trial"
            value={(key) => (plans[key].trialDays ? `${plans[key].trialDays} days` : <Has it={false} />)}
          />
        </tbody>
      </table>
    </section>
  )
}

function Row({ name, value }: { name: string; value: (key: PlanKey) => ReactNode }) {
  return (
    <tr>
      <th className="px-3 py-3.5 sm:px-5 font-normal text-muted" scope="row">
        {name}
      </th>
      {columns.map((key) => (
        <td className="px-3 py-3.5 sm:px-5 tabular-nums" key={key}>
          {value(key)}
        </td>
      ))}
    </tr>
  )
}

function Has({ it }: { it: boolean }) {
  const Icon = it ? Check : Minus
  return (
    <>
      <Icon aria-hidden="true" className={`size-4 ${it ? 'text-accent' : 'text-muted'}`} />
      <span className="sr-only">{it ? 'Yes' : 'No'}</span>
    </>
  )
}
