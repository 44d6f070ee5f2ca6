import type { BillingAction, BillingOverview } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { formatDate } from '@/lib/format'
import { ButtonForm } from './button-form'

type Props = {
  overview: Pick<BillingOverview, 'offered' | 'endsAt' | 'planName'>
  keep: FormAction
  resume: FormAction
}

/** True when the overview offers to take back a cancellation or a pause. */
export function canUndo(offered: BillingAction[]): boolean {
  return offered.includes('keep_subscription') || offered.includes('resume_subscription')
}

/** Takes back a cancellation or a pause. Both happen here at once: Stripe has no page for them. */
export function PlanUndo({ overview, keep, resume }: Props) {
  const { offered, endsAt, planName } = overview
  return (
    <div className="space-y-4">
      {offered.includes('keep_subscription') && (
        <ButtonForm
          action={keep}
          explain={`Takes the cancellation back at once. ${planName} then goes on${endsAt ? ` after ${formatDate(endsAt)}` : ''}, at the same price.`}
          look="primary"
        >
          Keep subscription
        </ButtonForm>
      )}
      {offered.includes('resume_subscription') && (
        <ButtonForm
          action={resume}
          explain="Ends the pause at once. Stripe charges the saved card again from then on."
          look="primary"
        >
          Resume subscription
        </ButtonForm>
      )}
    </div>
  )
}
