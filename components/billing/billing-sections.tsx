import type { BillingAction, BillingOverview } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { BillingDetails } from './billing-details'
import { ChangePlan } from './change-plan'
import { ChoosePlan } from './choose-plan'
import { Invoices } from './invoices'
import { PauseOrCancel } from './pause-or-cancel'
import { PayNow } from './pay-now'
import { PaymentMethod } from './payment-method'
import { PlanSummary } from './plan-summary'
import { canUndo, PlanUndo } from './plan-undo'

type Props = {
  overview: BillingOverview
  canManage: boolean
  actions: Record<'startCheckout' | 'startFlow' | 'keep' | 'resume' | 'retry' | 'finish', FormAction>
}

/** The cards on the billing page. Each button appears only while its action is offered. */
export function BillingSections({ overview, canManage, actions }: Props) {
  const { offered, card, billingName, billingEmail } = overview
  const offers = (...wanted: BillingAction[]) => wanted.some((action) => offered.includes(action))
  const startFlowFor = (action: BillingAction) => (offers(action) ? actions.startFlow : undefined)
  const undo = canUndo(offered) && <PlanUndo keep={actions.keep} overview={overview} resume={actions.resume} />
  const isCustomer = offers('customer_update') || card !== null || billingEmail !== null
  return (
    <>
      <PlanSummary overview={overview}>
        {canManage ? undo : 'Only owners and admins can change billing. Ask one of them.'}
      </PlanSummary>
      {offers('retry_payment', 'finish_payment') && (
        <PayNow finish={actions.finish} offered={offered} retry={actions.retry} />
      )}
      {offers('start_checkout') && (
        <ChoosePlan offersTrial={overview.state === 'free'} startCheckout={actions.startCheckout} />
      )}
      {offers('subscription_update', 'subscription_update_confirm') && (
        <ChangePlan overview={overview} startFlow={actions.startFlow} />
      )}
      {isCustomer && (
        <div className="grid gap-6 md:grid-cols-2">
          <PaymentMethod card={card} startFlow={startFlowFor('payment_method_update')} />
          <BillingDetails email={billingEmail} name={billingName} startFlow={startFlowFor('customer_update')} />
        </div>
      )}
      {offers('portal_home') && <Invoices startFlow={actions.startFlow} />}
      {offers('subscription_pause', 'subscription_cancel') && (
        <PauseOrCancel overview={overview} startFlow={actions.startFlow} />
      )}
    </>
  )
}
