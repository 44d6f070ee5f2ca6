import { type Case, claim } from '../case'
import { has, same } from '../expectations'

export const account: Case[] = [
  claim('is the one that the key belongs to', 'N23 Accounts', async ({ stripe }) => {
    const mine = await stripe.accounts.retrieveCurrent()
    has(mine, { id: /^acct_/, object: 'account' })
    same((await stripe.accounts.retrieveCurrent()).id, mine.id)
  }),
]
