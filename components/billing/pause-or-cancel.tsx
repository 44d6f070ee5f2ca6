import { Card } from '@/components/ui/card'
import type { BillingOverview } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { formatDate } from '@/lib/format'
import { ButtonForm } from './button-form'

type Props = {
  overview: Pick<BillingOverview, 'offered' | 'nextCharge' | 'trialEndsAt'>
  startFlow: FormAction
}

/** The two ways to stop paying. */
export function PauseOrCancel({ overview, startFlow }: Props) {
  const { offered } = overview
  const canPause = offered.includes('subscription_pause')
  const canCancel = offered.includes('subscription_cancel')
  const title = canPause && canCancel ? 'Pause or cancel' : canPause ? 'Pause' : 'Cancel'
  return (
    <Card title={title}>
      <div className="divide-y *:py-5 *:first:pt-0 *:last:pb-0">
        {canPause && (
          <ButtonForm
            action={startFlow}
            explain="Opens Stripe’s page to stop the charges for a while. You can resume here whenever you like."
            fields={{ flow: 'subscription_pause' }}
          >
            Pause subscription
          </ButtonForm>
        )}
        {canCancel && (
          <ButtonForm
            action={startFlow}
            explain={whenItEnds(overview)}
            fields={{ flow: 'subscription_cancel' }}
            look="danger"
          >
            Cancel subscription
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}

function whenItEnds({ trialEndsAt, nextCharge }: Props['overview']): string {
  const opens = 'Opens Stripe’s page, which asks once more.'
  const until = trialEndsAt ?? nextCharge?.at
  if (!until) return `${opens} It shows the day on which your plan ends.`
  return `${opens} Your plan then ends on ${formatDate(until)}, and you can take it back until that day.`
}
