import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { BillingAction, BillingOverview } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'

type Actions = Record<'startFlow' | 'retry' | 'finish', FormAction>
type Props = { overview: Pick<BillingOverview, 'banner' | 'offered'>; actions: Actions }

const boxStyles = { danger: 'border-danger/30 bg-danger-soft', warning: 'border-warning/30 bg-warning-soft' }
const textStyles = { danger: 'text-danger', warning: 'text-warning' }

/** Shows a payment problem on every page, with the buttons that fix it. */
export function StatusBanner({ overview, actions }: Props) {
  const { banner, offered } = overview
  if (!banner) return null
  const steps = banner.actions.filter((action) => offered.includes(action))
  const isForBillingManagers = banner.actions.length > 0 && steps.length === 0
  const request = banner.actions.includes('payment_method_update') ? 'to update the card' : 'to resolve the payment'
  return (
    <section aria-label="Payment problem" className={`border-b ${boxStyles[banner.tone]}`}>
      <div className="mx-auto flex max-w-4xl flex-col items-start justify-between gap-3 px-5 py-3 sm:flex-row sm:items-center sm:px-8">
        <p className={`text-sm ${textStyles[banner.tone]}`}>
          <strong className="font-semibold">{banner.title}</strong>{' '}
          {isForBillingManagers ? `Ask an owner or admin of your team ${request}.` : banner.description}
        </p>
        <div className="flex shrink-0 flex-wrap gap-2">
          {steps.map((step, index) => (
            <Step actions={actions} isFirst={index === 0} key={step} step={step} />
          ))}
        </div>
      </div>
    </section>
  )
}

function Step({ step, actions, isFirst }: { step: BillingAction; actions: Actions; isFirst: boolean }) {
  const { action, text, flow } = stepFor(step, actions)
  return (
    <ActionForm action={action}>
      <HiddenFields values={{ flow }} />
      <SubmitButton className={button({ variant: isFirst ? 'danger' : 'secondary', size: 'small' })}>
        {text}
      </SubmitButton>
    </ActionForm>
  )
}

function stepFor(step: BillingAction, { startFlow, retry, finish }: Actions) {
  if (step === 'retry_payment') return { action: retry, text: 'Retry payment', flow: undefined }
  if (step === 'finish_payment') return { action: finish, text: 'Complete payment', flow: undefined }
  return { action: startFlow, text: 'Use another card', flow: step }
}
