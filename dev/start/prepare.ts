import type { Stack } from './stack'

/**
 * Writes the catalog to Stripe and, if asked, creates the demo accounts, with the product's own code. Changes nothing if
 * everything exists already.
 *
 * @returns why the demo accounts could not be created, or null
 * @throws Error if the catalog could not be written: without it nothing can be bought
 */
export async function prepare(stack: Stack, { withPeople }: { withPeople: boolean }): Promise<Error | null> {
  // The product reads its environment once, so set it before loading product code.
  Object.assign(process.env, stack.env, { LOG_LEVEL: 'error' })
  const { db } = await import('@/lib/db')
  // The app is not running yet, and this process reads the results back immediately.
  stack.setWebhooks('off')
  try {
    await applyCatalogTo(stack.stripeUrl ? null : 'your Stripe test account')
    return withPeople ? await makePeople(stack.stripeUrl !== null) : null
  } finally {
    stack.setWebhooks('on')
    await db().$disconnect()
  }
}

async function makePeople(withSubscriptions: boolean): Promise<Error | null> {
  const { seed } = await import('@/prisma/seed/index')
  try {
    await seed({ withSubscriptions, now: new Date() })
    return null
  } catch (error) {
    return error as Error
  }
}

async function applyCatalogTo(account: string | null): Promise<void> {
  const { applyCatalog } = await import('@/lib/billing/catalog/apply-catalog')
  try {
    const changes = await applyCatalog({ dryRun: false })
    const made = changes.filter(({ action }) => action === 'create').map(({ name }) => name)
    if (account && made.length > 0) console.log(`Created in ${account}: ${made.join(', ')}.`)
  } catch (cause) {
    const reason = (cause as Error).message
    const where = account ?? 'the Stripe stand-in'
    const startOver = account ? '' : '\nTo start over and delete the local customers: npm run dev -- --fresh'
    throw new Error(`Could not write the plans to ${where}: ${reason}${startOver}`, { cause })
  }
}
