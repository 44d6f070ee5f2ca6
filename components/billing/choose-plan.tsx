import { PaidPlans } from '@/components/pricing/paid-plans'
import type { FormAction } from '@/lib/form-state'

type Props = { startCheckout: FormAction; offersTrial: boolean }

/** Shows the paid plans to a team without a subscription. */
export function ChoosePlan({ startCheckout, offersTrial }: Props) {
  return (
    <section aria-labelledby="choose-plan">
      <h2 className="text-lg font-semibold" id="choose-plan">
        Choose a plan
      </h2>
      <p className="mt-1 mb-5 text-sm text-muted">Opens Stripe Checkout. You won’t be charged until you confirm.</p>
      <PaidPlans action={startCheckout} heading="h3" offersTrial={offersTrial} />
    </section>
  )
}
