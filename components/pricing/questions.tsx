import { namesOf, plansOnSale } from './plans-on-sale'

type Question = { ask: string; answer: string }

/** Only what the catalog has: no word about trials or seats when no plan has them. */
function questions(): Question[] {
  const hasTrials = plansOnSale().some(({ trialDays }) => trialDays > 0)
  const withSeats = plansOnSale().filter(({ seats }) => seats !== null)
  const trial = {
    ask: 'What happens when the trial ends?',
    answer: 'Stripe charges the card you gave at the start. Cancel before then and you pay nothing.',
  }
  const seat = {
    ask: 'What is a seat?',
    answer: `A place for one member of your team. With ${namesOf(withSeats, 'disjunction')}, you pay by the seat, and you can add or remove seats on your billing page.`,
  }
  return [...(hasTrials ? [trial] : []), ...always, ...(withSeats.length > 0 ? [seat] : [])]
}

const always: Question[] = [
  {
    ask: 'Can I change plans later?',
    answer:
      'Yes, at any time, on your billing page. Stripe shows you the exact amount, with credit for the time you have already paid for. Nothing changes until you confirm.',
  },
  {
    ask: 'How do I cancel?',
    answer:
      'With one button on your billing page. You keep your plan until the end of the period you paid for, and you can change your mind until then.',
  },
  {
    ask: 'What happens to my projects when I move to a smaller plan?',
    answer: 'You keep them all. You can add new ones once you are below the smaller plan’s limit.',
  },
  {
    ask: 'Where is my card stored?',
    answer: 'Only with Stripe. We never see the number, just the brand, the last four digits and the expiration date.',
  },
]

/** Questions that open without JavaScript. */
export function Questions() {
  return (
    <div className="divide-y border-y">
      {questions().map(({ ask, answer }) => (
        <details className="group" key={ask}>
          <summary className="flex list-none items-center justify-between gap-6 py-4 font-medium after:size-4 after:shrink-0 after:text-muted after:transition-transform after:icon-plus group-open:after:rotate-45">
            {ask}
          </summary>
          <p className="max-w-prose pb-5 text-muted">{answer}</p>
        </details>
      ))}
    </div>
  )
}
