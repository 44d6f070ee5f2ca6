import 'server-only'
import type { Transaction } from '@/lib/db'
import { isLive, type Snapshot } from '../model'

/**
 * Compares the seats in Stripe with the ordered seats, inside the sync's transaction. Each push writes its order's
 * sequence number and the quantity in one call. If the sequence number is older than the applied one, a slow push
 * arrived after a newer one, so the newer order is pushed again. If the number is the newest but the quantity differs,
 * the seats were changed in the portal, so that quantity becomes the new target.
 */
export async function updateSeatTarget(tx: Transaction, teamId: string, { subscriptions }: Snapshot): Promise<void> {
  const pushed = subscriptions.find(({ details }) => isLive(details) && details.seatSeq !== null)
  const quantity = pushed?.details.items[0]?.quantity
  if (!pushed || quantity === undefined || pushed.details.seatSeq === null) return
  const target = await tx.seatTarget.findUnique({ where: { teamId } })
  if (!target) return
  const { desired, desiredSeq, appliedSeq } = target
  const seq = BigInt(pushed.details.seatSeq)
  const where = { teamId, desiredSeq, appliedSeq }
  if (seq !== appliedSeq && seq <= desiredSeq) {
    await tx.seatTarget.updateMany({ where, data: { appliedSeq: seq, nextAttemptAt: null } })
  } else if (seq === appliedSeq && seq === desiredSeq && quantity !== desired) {
    await tx.seatTarget.updateMany({ where, data: { desired: quantity } })
  }
}
