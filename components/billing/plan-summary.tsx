import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import type { BillingOverview } from '@/lib/billing/model'
import type { Interval } from '@/lib/billing/plans'
import { formatDate, formatMoney } from '@/lib/format'
import { StatusBadge } from './status-badge'

type Props = {
  overview: Pick<
    BillingOverview,
    | 'planName'
    | 'interval'
    | 'seats'
    | 'statusLabel'
    | 'statusTone'
    | 'statusSentence'
    | 'nextCharge'
    | 'endsAt'
    | 'discount'
    | 'pendingChange'
  >
  /** Buttons that undo a cancellation or pause, or a note for members. */
  children?: ReactNode
}

const intervalLabels: Record<Interval, string> = { month: 'Monthly', year: 'Yearly' }

/** The current plan, its status, and its next charge or end date. */
export function PlanSummary({ overview, children }: Props) {
  const { planName, interval, seats, nextCharge, endsAt, discount, pendingChange } = overview
  return (
    <Card aside={<StatusBadge label={overview.statusLabel} tone={overview.statusTone} />} title="Your plan">
      <p className="text-3xl font-semibold tracking-tight" data-testid="plan-name">
        {planName}
      </p>
      <p className="mt-2 max-w-prose text-muted" data-testid="status-sentence">
        {overview.statusSentence}
      </p>
      <dl className="mt-6 grid gap-x-8 gap-y-5 border-t pt-5 empty:hidden sm:grid-cols-3">
        {interval && (
          <Detail term="Billed" testId="plan-interval">
            {intervalLabels[interval]}
          </Detail>
        )}
        {seats !== null && (
          <Detail term="Seats" testId="plan-seats">
            {seats}
          </Detail>
        )}
        {nextCharge && (
          <Detail term="Next charge" testId="next-charge">
            {formatMoney(nextCharge.amountCents, nextCharge.currency)} on {formatDate(nextCharge.at)}
          </Detail>
        )}
        {endsAt && (
          <Detail term="Ends on" testId="ends-at">
            {formatDate(endsAt)}
          </Detail>
        )}
        {discount && (
          <Detail term="Discount" testId="discount">
            {discount}
          </Detail>
        )}
        {pendingChange && (
          <Detail term="Scheduled change" testId="pending-change">
            {pendingChange}
          </Detail>
        )}
      </dl>
      {children && <div className="mt-6 border-t pt-5 text-sm text-muted">{children}</div>}
    </Card>
  )
}

function Detail({ term, children, testId }: { term: string; children: ReactNode; testId?: string }) {
  return (
    <div>
      <dt className="text-sm text-muted">{term}</dt>
      <dd className="mt-0.5 font-medium tabular-nums" data-testid={testId}>
        {children}
      </dd>
    </div>
  )
}
