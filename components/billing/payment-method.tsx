import { Card } from '@/components/ui/card'
import type { Card as BankCard } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

type Props = {
  card: BankCard | null
  /** Omitted if the viewer cannot change the card. */
  startFlow?: FormAction
}

/** The card that pays the next invoice. */
export function PaymentMethod({ card, startFlow }: Props) {
  return (
    <Card title="Payment method">
      <div className="space-y-4">
        <p className="font-medium tabular-nums" data-testid="card">
          {card ? <CardLine card={card} /> : 'No card saved'}
        </p>
        {startFlow && (
          <ButtonForm
            action={startFlow}
            description="Add a new card in Stripe’s customer portal. Your current card stays in use until you save the new one."
            fields={{ flow: 'payment_method_update' }}
          >
            Update payment method
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}

const brands: Record<string, string> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}

function CardLine({ card }: { card: BankCard }) {
  const month = String(card.expMonth).padStart(2, '0')
  return (
    <>
      {brands[card.brand] ?? 'Card'} <span className="sr-only">ending in </span>
      <span aria-hidden="true">•••• </span>
      {card.last4}{' '}
      <span className="ml-2 font-normal text-muted">
        Expires {month}/{card.expYear}
      </span>
    </>
  )
}
