import { namesOf, plansOnSale } from './plans-on-sale'

type Question = { question: string; answer: string }

/** Leaves out the questions about trials and seats if no plan has them. */
function questions(): Question[] {
  const hasTrials = plansOnSale().some(({ trialDays }) => trialDays > 0)
  const plansWithSeats = plansOnSale().filter(({ seats }) => seats !== null)
  const trial = {
    question: 'What happens when the trial ends?',
    answer:
      'Stripe charges the card you entered at checkout. If you cancel before the trial ends, you won’t be charged.',
  }
  const seat = {
    question: 'What is a seat?',
    answer: `A seat is a place for one team member. With ${namesOf(plansWithSeats, 'disjunction')}, you pay per seat. You can add or remove seats on the billing page.`,
  }
  return [...(hasTrials ? [trial] : []), ...commonQuestions, ...(plansWithSeats.length > 0 ? [seat] : [])]
}

const commonQuestions: Question[] = [
  {
    question: 'Can I change plans later?',
    answer:
      'Yes. You can change plans at any time on the billing page. Before you confirm, Stripe shows the exact amount due, including credit for unused time.',
  },
  {
    question: 'How do I cancel?',
    answer:
      'Click “Cancel subscription” on the billing page. You keep your plan until the end of the period you paid for, and you can undo the cancellation until then.',
  },
  {
    question: 'What happens to my projects if I downgrade?',
    answer: 'You keep all of them. You can create new projects once you’re below the new plan’s limit.',
  },
  {
    question: 'Where is my card stored?',
    answer:
      'Stripe stores your card. We never see the card number. We only see details such as the brand, last four digits, and expiration date.',
  },
]

/** Expandable questions that work without JavaScript. */
export function Questions() {
  return (
    <div className="divide-y border-y">
      {questions().map(({ question, answer }) => (
        <details className="group" key={question}>
          <summary className="flex list-none items-center justify-between gap-6 py-4 font-medium after:size-4 after:shrink-0 after:text-muted after:transition-transform after:icon-plus group-open:after:rotate-45">
            {question}
          </summary>
          <p className="max-w-prose pb-5 text-muted">{answer}</p>
        </details>
      ))}
    </div>
  )
}
