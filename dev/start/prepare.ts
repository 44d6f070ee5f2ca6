import type { Stack } from './stack'

/**
 * Fills what was started, by the product's own code: the catalogue at Stripe, and the demo accounts. Changes nothing
 * where everything is there already.
 *
 * @throws Error that says which part did not work
 */
export async function prepare(stack: Stack, { withPeople }: { withPeople: boolean }): Promise<void> {
  // The product reads its environment once, when it is first used: set it before anything of the product is loaded.
  Object.assign(process.env, stack.env, { LOG_LEVEL: 'error' })
  const isSimulated = stack.stripeUrl !== null
  const { db } = await import('@/lib/db')
  // The app does not listen yet, and what happens here is read back at once.
  stack.setWebhooks('off')
  try {
    await applyCatalogueTo(isSimulated ? null : 'your Stripe test account')
    if (!withPeople) return
    const { seed } = await import('@/prisma/seed/index')
    await seed({ withSubscriptions: isSimulated, now: new Date() })
  } finally {
    stack.setWebhooks('on')
    await db().$disconnect()
  }
}

async function applyCatalogueTo(account: string | null): Promise<void> {
  const { applyCatalogue } = await import('@/lib/billing/apply')
  try {
    const changes = await applyCatalogue({ dryRun: false })
    const made = changes.filter(({ action }) => action === 'create').map(({ name }) => name)
    if (account && made.length > 0) console.log(`Created in ${account}: ${made.join(', ')}.`)
  } catch (cause) {
    const reason = (cause as Error).message
    throw new Error(`The plans could not be written to ${account ?? 'the Stripe stand-in'}: ${reason}`, { cause })
  }
}
