import { Plus } from 'lucide-react'
import { plans } from '@/lib/billing/plans'

const questions = [
  {
    ask: 'What happens when the trial ends?',
    answer: `After ${plans.pro.trialDays} days Stripe charges the card that you gave at the start. Cancel before that day and nothing is charged.`,
  },
  {
    ask: 'Can I change plans later?',
    answer:
      'At any time, on your billing page. Stripe shows the exact amount, with the time that you have paid for counted, and nothing changes until you confirm it.',
  },
  {
    ask: 'How do I cancel?',
    answer:
      'With one button on your billing page. You keep your plan until the end of the time that you have paid for, and you can take the cancellation back until then.',
  },
  {
    ask: 'What happens to my projects when I move to a smaller plan?',
    answer: 'They all stay, and stay readable. You can add new ones once you are below the smaller plan’s limit.',
  },
  {
    ask: 'What is a seat?',
    answer: 'A place for one member of your team on Business. Add or remove seats on your billing page.',
  },
  {
    ask: 'Where is my card kept?',
    answer:
      'With Stripe, and only there. This application never sees its number: it knows the brand, the last four digits and the expiry date.',
  },
]

/** Questions that open without JavaScript. */
export function Questions() {
  return (
    <div className="divide-y border-y">
      {questions.map(({ ask, answer }) => (
        <details className="group" key={ask}>
          <summary className="flex list-none items-center justify-between gap-6 py-4 font-medium">
            {ask}
            <Plus aria-hidden="true" className="size-4 shrink-0 text-muted transition-transform group-open:rotate-45" />
          </summary>
          <p className="max-w-prose pb-5 text-muted">{answer}</p>
        </details>
      ))}
    </div>
  )
}
