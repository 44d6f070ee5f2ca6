import { PaymentMethod } from '@/components/billing/payment-method'
import { PlanSummary } from '@/components/billing/plan-summary'
import { navEntries } from '@/components/layout/nav-entries'
import { plansOnSale } from '@/components/pricing/plans-on-sale'
import { Card } from '@/components/ui/card'
import type { BillingOverview } from '@/lib/billing/model'
import { currency, plans } from '@/lib/billing/plans'
import { formatDate, formatMoney } from '@/lib/format'

const plan = plansOnSale().at(-1) ?? plans.free
const seats = plan.seats ? 12 : null
const renewsAt = new Date('2027-03-14T00:00:00Z')
const yearlyCents = (plan.amountCents?.year ?? 0) * (seats ?? 1)

const overview: BillingOverview = {
  state: 'active',
  plan: plan.key,
  planName: plan.name,
  isRetired: false,
  interval: 'year',
  seats,
  seatRange: plan.seats,
  statusLabel: 'Active',
  statusTone: 'good',
  banner: null,
  statusSentence: `Your subscription renews on ${formatDate(renewsAt)}.`,
  nextCharge: { amountCents: yearlyCents, currency, at: renewsAt },
  trialEndsAt: null,
  endsAt: null,
  pendingChange: null,
  discount: null,
  card: { brand: 'visa', last4: '4242', expMonth: 8, expYear: 2029 },
  billingEmail: 'accounts@linden.example',
  billingName: 'Linden & Co',
  offered: [],
  isConfirming: false,
  syncedAt: renewsAt,
}

/** A preview of the billing page, built from its components with sample data. */
export function Preview() {
  return (
    <figure>
      <figcaption className="sr-only">
        The billing page for a team on {overview.planName}: {seats !== null && `${seats} seats, `}a next charge of{' '}
        {formatMoney(yearlyCents, currency)} on {formatDate(renewsAt)}, and the saved card.
      </figcaption>
      <div
        aria-hidden="true"
        className="overflow-hidden rounded-2xl border bg-ground shadow-[0_30px_60px_-30px_rgb(0_0_0/0.25)] select-none"
        inert
      >
        <div className="grid md:grid-cols-[12rem_minmax(0,1fr)]">
          <div className="hidden border-r bg-surface p-4 md:block">
            <p className="px-3 pt-1 pb-5 font-semibold tracking-tight">Linden</p>
            {navEntries.map(({ href, text }) => (
              <p
                className={`rounded-md px-3 py-2 text-sm ${href === '/account/billing' ? 'bg-sunken font-medium' : 'text-muted'}`}
                key={href}
              >
                {text}
              </p>
            ))}
          </div>
          <div className="space-y-4 p-4 sm:p-8">
            <p className="px-1 pb-1 text-xl font-semibold tracking-tight">Billing</p>
            <PlanSummary overview={overview} />
            <div className="grid gap-4 sm:grid-cols-2">
              <PaymentMethod card={overview.card} />
              <Card title="Billing details">
                <p className="font-medium">{overview.billingName}</p>
                <p className="text-sm text-muted">{overview.billingEmail}</p>
              </Card>
            </div>
          </div>
        </div>
      </div>
    </figure>
  )
}
