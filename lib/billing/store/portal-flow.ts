import 'server-only'
import { db } from '@/lib/db'
import type { PortalFlow } from '@/lib/generated/prisma/client'
import { raiseAlert } from './alerts'
import type { FlowState } from './json-columns'
import { readColumns, type Unreadable } from './json-columns'
import { unreadableAlert } from './stored-customer'

export type StoredFlow = Omit<PortalFlow, 'baseline'> & {
  /** The state when the flow started, or null if the column cannot be parsed. */
  baseline: FlowState | null
}

/** Finds one of the team's portal flows, with one SQL statement. */
export async function findPortalFlow(teamId: string, id: string): Promise<StoredFlow | null> {
  const row = await db().portalFlow.findFirst({ where: { id, teamId } })
  if (!row) return null
  const unreadable: Unreadable[] = []
  const flow = readColumns(row, ['baseline'], unreadable)
  if (unreadable.length > 0) await raiseAlert(unreadableAlert(row, unreadable), new Date())
  return flow
}
