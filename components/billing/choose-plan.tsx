import { PaidPlans } from '@/components/pricing/paid-plans'
import type { FormAction } from '@/lib/form-state'

type Props = { startCheckout: FormAction; offersTrial: boolean }

/** For a team without a subscription: the paid plans. */
export function ChoosePlan({ startCheckout, offersTrial }: Props) {
  return (
    <section aria-labelledby="choose-plan">
      <h2 className="text-lg font-semibold" id="choose-plan">
        Choose a plan
      </h2>
      <p className="mt-1 mb-5 text-sm text-muted">
        Opens Stripe’s Checkout. Nothing is charged until you confirm there.
      </p>
      <PaidPlans action={startCheckout} heading="h3" offersTrial={offersTrial} />
    </section>
  )
}
