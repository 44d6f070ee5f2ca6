import { type Case, claim } from '../case'
import { has, same } from '../expectations'

export const account: Case[] = [
  claim('belongs to the API key', 'N23 Accounts', async ({ stripe }) => {
    const mine = await stripe.accounts.retrieveCurrent()
    has(mine, { id: /^acct_/, object: 'account' })
    same((await stripe.accounts.retrieveCurrent()).id, mine.id)
  }),
]
