import 'server-only'
import { db } from '@/lib/db'
import { applyCatalogue } from './apply'
import { isLivemode, isSimulated, stripe } from './stripe'

export type Finding = { ok: boolean; message: string }

/** Looks at everything that billing rests on, and says what is wrong and what to do about it. */
export async function examineBilling(): Promise<Finding[]> {
  const mode = isSimulated() ? 'the stand-in' : isLivemode() ? 'LIVE mode' : 'test mode'
  const findings: Finding[] = [{ ok: true, message: `Stripe: ${mode}, API version ${stripe().getApiField('version')}` }]
  const missing = (await applyCatalogue({ dryRun: true })).filter((change) => change.action === 'create')
  findings.push({
    ok: missing.length === 0,
    message:
      missing.length === 0
        ? 'Catalogue: everything in plans.ts is in Stripe'
        : `Catalogue: missing ${missing.map((change) => change.name).join(', ')}; run \`npm run billing -- apply\``,
  })
  const waiting = await db().billingCustomer.count({
    where: { stripeCustomerId: { not: null }, dirtySeq: { gt: db().billingCustomer.fields.syncedSeq } },
  })
  const failing = await db().billingCustomer.count({ where: { attempts: { gt: 3 } } })
  findings.push({ ok: failing === 0, message: `Sync: ${waiting} waiting, ${failing} failing again and again` })
  return findings
}
