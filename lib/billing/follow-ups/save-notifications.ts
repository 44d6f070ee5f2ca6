import 'server-only'
import type { Transaction } from '@/lib/db'
import { enqueueMail } from '@/lib/email'
import { dateOf, inDays, type Snapshot } from '../model'
import { emailAgeDaysMax } from '../policy'
import { raiseAlert, type Stored } from '../store'
import { billingEmail } from './email-texts'
import type { Notification } from './find-notifications'

/**
 * Stores new notifications and queues their emails and alerts, in the sync's own transaction. Emails go to the customer's
 * address in Stripe. No email is sent about events older than the policy's limit or to closed accounts.
 */
export async function saveNotifications(
  tx: Transaction,
  stored: Stored,
  notifications: Notification[],
  snapshot: Snapshot,
  now: Date,
) {
  const { teamId, lifecycle } = stored
  if (notifications.length === 0) return
  const rows = notifications.map(({ kind, key, data }) => ({ kind, key, data, teamId }))
  const saved = await tx.billingFact.createManyAndReturn({
    data: rows,
    skipDuplicates: true,
    select: { kind: true, key: true },
  })
  const isNew = ({ kind, key }: Notification) => saved.some((one) => one.kind === kind && one.key === key)
  const to = snapshot.customer.billingDetails?.email
  for (const one of notifications.filter(isNew)) {
    if (one.alert) await raiseAlert({ ...one.alert, key: one.key, teamId }, now, tx)
    const expiresAt = one.email && inDays(dateOf(one.email.at), emailAgeDaysMax)
    if (!one.email || !to || !expiresAt || expiresAt <= now || lifecycle !== 'live') continue
    const subscription = snapshot.subscriptions.find(({ details }) => details.id === one.data.subscription)?.details
    if (!subscription) continue
    await enqueueMail(
      tx,
      `billing_${one.email.kind}`,
      one.key,
      billingEmail(one.email.kind, to, subscription),
      expiresAt,
    )
  }
}
