import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { BillingOverview } from '@/lib/billing/overview-types'
import type { FormAction } from '@/lib/form-state'

type Props = {
  overview: Pick<BillingOverview, 'state' | 'offered'>
  startFlow: FormAction
}

/** On every page while a payment has failed: what is wrong and the one step that mends it. */
export function PastDueBanner({ overview, startFlow }: Props) {
  if (overview.state !== 'past_due' && overview.state !== 'unpaid') return null
  const canMend = overview.offered.includes('payment_method_update')
  return (
    <section aria-label="Payment problem" className="border-b border-danger/30 bg-danger-soft">
      <ActionForm
        action={startFlow}
        className="mx-auto flex max-w-4xl flex-col items-start justify-between gap-3 px-5 py-3 sm:flex-row sm:items-center sm:px-8"
      >
        <HiddenFields values={{ flow: 'payment_method_update' }} />
        <p className="text-sm text-danger">
          <strong className="font-semibold">Your last payment failed.</strong>{' '}
          {canMend
            ? 'A card that works keeps your plan going.'
            : 'Ask an owner or admin of your team for another card.'}
        </p>
        {canMend && (
          <SubmitButton className={button({ look: 'danger', size: 'small', className: 'shrink-0' })}>
            Use another card
          </SubmitButton>
        )}
      </ActionForm>
    </section>
  )
}
