import type { Metadata } from 'next'
import { BillingSections } from '@/components/billing/billing-sections'
import { Confirming } from '@/components/billing/confirming'
import { PageHeader } from '@/components/layout/page-header'
import { Message } from '@/components/ui/message'
import { requireViewer } from '@/lib/auth'
import { canManageBilling, getBilling, getFlowNotice, refusalNotice } from '@/lib/billing'
import {
  finishPaymentAction,
  keepSubscriptionAction,
  resumeSubscriptionAction,
  retryPaymentAction,
  startCheckoutAction,
  startFlowAction,
} from './actions'

export const metadata: Metadata = { title: 'Billing' }

export default async function BillingPage({ searchParams }: PageProps<'/account/billing'>) {
  const query = await searchParams
  const flowId = typeof query.flow === 'string' ? query.flow : undefined
  const viewer = await requireViewer(`/account/billing${flowId ? `?flow=${encodeURIComponent(flowId)}` : ''}`)
  const [overview, flowNotice] = await Promise.all([getBilling(viewer), getFlowNotice(viewer, flowId)])
  const notice = flowNotice ?? refusalNotice(query.refused, overview)
  return (
    <>
      <PageHeader lead={`Plan and payment details for ${viewer.teamName}.`} title="Billing" />
      <div className="space-y-6">
        {notice && (
          <Message role="status" testId="flow-notice" tone={notice.tone}>
            {notice.message}
          </Message>
        )}
        {overview.isConfirming && (
          <Confirming
            flowId={flowId}
            isOutcomeKnown={notice?.tone === 'success'}
            tries={Math.max(0, Number(query.try) || 0)}
          />
        )}
        <BillingSections
          actions={{
            finish: finishPaymentAction,
            keep: keepSubscriptionAction,
            resume: resumeSubscriptionAction,
            retry: retryPaymentAction,
            startCheckout: startCheckoutAction,
            startFlow: startFlowAction,
          }}
          canManage={canManageBilling(viewer)}
          overview={overview}
        />
      </div>
    </>
  )
}
