import { Card } from '@/components/ui/card'
import type { BillingOverview } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { formatDate } from '@/lib/format'
import { ButtonForm } from './button-form'

type Props = {
  overview: Pick<BillingOverview, 'offered' | 'nextCharge' | 'trialEndsAt'>
  startFlow: FormAction
}

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
            description="Pause payments in Stripe’s customer portal. You can resume your subscription at any time."
            fields={{ flow: 'subscription_pause' }}
          >
            Pause subscription
          </ButtonForm>
        )}
        {canCancel && (
          <ButtonForm
            action={startFlow}
            description={cancelDescription(overview)}
            fields={{ flow: 'subscription_cancel' }}
            variant="danger"
          >
            Cancel subscription
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}

function cancelDescription({ trialEndsAt, nextCharge }: Props['overview']): string {
  const confirm = 'Stripe asks you to confirm.'
  const until = trialEndsAt ?? nextCharge?.at
  if (!until) return `${confirm} You’ll see the date your plan ends.`
  return `${confirm} Your plan will end on ${formatDate(until)}. You can undo the cancellation until then.`
}
