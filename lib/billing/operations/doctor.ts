import 'server-only'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { applyCatalog, findLostPlans, getCatalog } from '../catalog'
import { accountOfKey, isLivemode, isSimulated, isStripeError, stripe } from '../stripe'
import { subscribedTypes } from '../webhook'

export type Finding = { ok: boolean; message: string }

/** Checks everything that billing depends on. Each finding explains a problem and how to fix it. */
export async function checkBilling(): Promise<Finding[]> {
  const mode = isSimulated() ? 'the stand-in' : isLivemode() ? 'LIVE mode' : 'test mode'
  const findings: Finding[] = [{ ok: true, message: `Stripe: ${mode}, API version ${stripe().getApiField('version')}` }]
  findings.push(await checkAccount())
  const changes = await applyCatalog({ dryRun: true })
  const missing = changes.filter(({ kind, action }) => action === 'create' && kind !== 'account')
  findings.push({
    ok: missing.length === 0,
    message:
      missing.length === 0
        ? 'Catalog: everything in plans.ts is in Stripe'
        : `Catalog: missing ${missing.map((change) => change.name).join(', ')}; run \`npm run billing -- apply\``,
  })
  findings.push(...(await checkPlans()))
  findings.push(await checkEndpoint())
  const linked = { customer: { stripeCustomerId: { not: null } } }
  const waiting = await db().billingSync.count({ where: { dirtySince: { not: null }, ...linked } })
  const failing = await db().billingSync.count({ where: { attempts: { gt: 3 } } })
  findings.push({ ok: failing === 0, message: `Sync: ${waiting} waiting, ${failing} failing repeatedly` })
  return findings
}

/** Checks that every live subscription has a plan. */
async function checkPlans(): Promise<Finding[]> {
  const { deleted, unknown } = await findLostPlans()
  const lost = [...deleted, ...unknown].map((problem) => ({ ok: false, message: `Plans: ${problem}` }))
  return lost.length > 0 ? lost : [{ ok: true, message: 'Plans: every live subscription has a plan in plans.ts' }]
}

/** Checks that the key belongs to the same account as the catalog and the customers. */
async function checkAccount(): Promise<Finding> {
  const [current, { accountId }] = [await accountOfKey(), await getCatalog()]
  if (!current) return { ok: true, message: 'Account: not checked, because the key is not allowed to read it' }
  const isElsewhere = { OR: [{ accountId: { not: current } }, { livemode: { not: isLivemode() } }] }
  const elsewhere = await db().billingCustomer.count({ where: { stripeCustomerId: { not: null }, ...isElsewhere } })
  if (elsewhere > 0) {
    const they = `${elsewhere} customers belong to another account or mode and are no longer synced`
    return {
      ok: false,
      message: `Account: the key belongs to ${current}, but ${they}; use their account’s key`,
    }
  }
  const isApplied = accountId === current
  const advice = `the catalog was applied to ${accountId ?? 'an unknown account'}; run \`npm run billing -- apply\``
  return { ok: isApplied, message: `Account: ${current}${isApplied ? '' : `, but ${advice}`}` }
}

function withoutEndpoint(): string {
  if (isSimulated()) return 'the stand-in delivers events without one'
  return isLivemode() ? 'add one in the Stripe dashboard' : 'run `stripe listen` to receive events'
}

/** Checks that the webhook endpoint receives every event type it needs (see event-types.ts). */
async function checkEndpoint(): Promise<Finding> {
  const url = `${env().APP_URL}/api/stripe/webhook`
  try {
    const { data } = await stripe().webhookEndpoints.list({ limit: 100 })
    const endpoint = data.find((one) => one.url.replace(/\/$/, '') === url && one.status === 'enabled')
    if (!endpoint)
      return { ok: !isLivemode(), message: `Webhook: no endpoint is enabled for ${url}; ${withoutEndpoint()}` }
    const types = new Set<string>(endpoint.enabled_events)
    const missing = types.has('*') ? [] : subscribedTypes.filter((type) => !types.has(type))
    if (missing.length === 0) return { ok: true, message: `Webhook: ${url} receives all required events` }
    return { ok: false, message: `Webhook: ${url} does not receive ${missing.join(', ')}; add them to the endpoint` }
  } catch (error) {
    if (!isStripeError(error) || error.statusCode !== 403) throw error
    return { ok: true, message: 'Webhook: not checked, because the key is not allowed to read webhook endpoints' }
  }
}
