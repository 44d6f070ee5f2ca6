import 'server-only'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { getCatalog } from '../store'
import { accountOfKey, isLivemode, isSimulated, isStripeError, stripe } from '../stripe'
import { subscribedTypes } from '../webhook'
import { applyCatalog } from './apply-catalog'
import { findLostPlans } from './lost-plans'

export type Finding = { ok: boolean; message: string }

/** Checks everything that billing depends on, and says what is wrong and how to fix it. */
export async function examineBilling(): Promise<Finding[]> {
  const mode = isSimulated() ? 'the stand-in' : isLivemode() ? 'LIVE mode' : 'test mode'
  const findings: Finding[] = [{ ok: true, message: `Stripe: ${mode}, API version ${stripe().getApiField('version')}` }]
  findings.push(await examineAccount())
  const changes = await applyCatalog({ dryRun: true })
  const missing = changes.filter(({ kind, action }) => action === 'create' && kind !== 'account')
  findings.push({
    ok: missing.length === 0,
    message:
      missing.length === 0
        ? 'Catalog: everything in plans.ts is in Stripe'
        : `Catalog: missing ${missing.map((change) => change.name).join(', ')}; run \`npm run billing -- apply\``,
  })
  findings.push(...(await examinePlans()))
  findings.push(await examineEndpoint())
  const linked = { customer: { stripeCustomerId: { not: null } } }
  const waiting = await db().billingSync.count({ where: { dirtySince: { not: null }, ...linked } })
  const failing = await db().billingSync.count({ where: { attempts: { gt: 3 } } })
  findings.push({ ok: failing === 0, message: `Sync: ${waiting} waiting, ${failing} failing again and again` })
  return findings
}

/** Whether every live subscription has a plan. */
async function examinePlans(): Promise<Finding[]> {
  const { deleted, unknown } = await findLostPlans()
  const lost = [...deleted, ...unknown].map((sentence) => ({ ok: false, message: `Plans: ${sentence}` }))
  return lost.length > 0 ? lost : [{ ok: true, message: 'Plans: every live subscription has one of plans.ts' }]
}

/** Whether the key belongs to the account of the catalog and the customers. */
async function examineAccount(): Promise<Finding> {
  const [current, { accountId }] = [await accountOfKey(), await getCatalog()]
  if (!current) return { ok: true, message: 'Account: the key may not read which one it belongs to' }
  const isElsewhere = { OR: [{ accountId: { not: current } }, { livemode: { not: isLivemode() } }] }
  const elsewhere = await db().billingCustomer.count({ where: { stripeCustomerId: { not: null }, ...isElsewhere } })
  if (elsewhere > 0) {
    const they = `${elsewhere} customers are of another account or mode: their stored state is kept, and not read`
    return {
      ok: false,
      message: `Account: the key is one of ${current}, but ${they}; set the key that they were made with`,
    }
  }
  const isApplied = accountId === current
  const advice = `the catalog was applied to ${accountId ?? 'an unknown account'}; run \`npm run billing -- apply\``
  return { ok: isApplied, message: `Account: ${current}${isApplied ? '' : `, but ${advice}`}` }
}

/** Whether the webhook endpoint receives every event type that the product needs (see event-types.ts). */
async function examineEndpoint(): Promise<Finding> {
  const url = `${env().APP_URL}/api/stripe/webhook`
  try {
    const { data } = await stripe().webhookEndpoints.list({ limit: 100 })
    const mine = data.find((endpoint) => endpoint.url.replace(/\/$/, '') === url && endpoint.status === 'enabled')
    // In test mode `stripe listen` may bring the events instead.
    if (!mine) return { ok: !isLivemode(), message: `Webhook: no endpoint is enabled at Stripe for ${url}` }
    const types = new Set<string>(mine.enabled_events)
    const missing = types.has('*') ? [] : subscribedTypes.filter((type) => !types.has(type))
    if (missing.length === 0) return { ok: true, message: `Webhook: ${url} is sent everything that it needs` }
    return { ok: false, message: `Webhook: ${url} is not sent ${missing.join(', ')}; add them to the endpoint` }
  } catch (error) {
    if (!isStripeError(error) || error.statusCode !== 403) throw error
    return { ok: true, message: 'Webhook: the key may not read which events its endpoint is sent' }
  }
}
