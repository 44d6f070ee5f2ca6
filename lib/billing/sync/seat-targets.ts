import 'server-only'
import type { Transaction } from '@/lib/db'
import { isLive, type Snapshot } from '../model'

/**
 * Compares the seats that Stripe has with those that were ordered, inside the sync's transaction. Every push writes the
 * number of its order beside the quantity, in one call, so that what is there tells which order it stands for:
 * an older one than was confirmed means that a slow push landed after a newer one, and the newer is pushed again; a
 * quantity that differs under the newest order was changed in the portal, and becomes what the team wants.
 */
export async function followSeats(tx: Transaction, teamId: string, { subscriptions }: Snapshot): Promise<void> {
  const pushed = subscriptions.find(({ facts }) => isLive(facts) && facts.seatSeq !== null)
  const quantity = pushed?.facts.items[0]?.quantity
  if (!pushed || quantity === undefined || pushed.facts.seatSeq === null) return
  const target = await tx.seatTarget.findUnique({ where: { teamId } })
  if (!target) return
  const { desired, desiredSeq, appliedSeq } = target
  const seq = BigInt(pushed.facts.seatSeq)
  const where = { teamId, desiredSeq, appliedSeq }
  if (seq !== appliedSeq && seq <= desiredSeq) {
    await tx.seatTarget.updateMany({ where, data: { appliedSeq: seq, nextAttemptAt: null } })
  } else if (seq === appliedSeq && seq === desiredSeq && quantity !== desired) {
    await tx.seatTarget.updateMany({ where, data: { desired: quantity } })
  }
}
