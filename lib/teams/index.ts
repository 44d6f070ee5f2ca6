import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

/** Renames the viewer's team. Throws `AppError('forbidden')` for a MEMBER. */
export async function updateTeamName(viewer: Viewer, name: string): Promise<void> {
  if (viewer.role === 'MEMBER') throw new AppError('forbidden', 'Only owners and admins can rename the team.')
  await db().team.update({ where: { id: viewer.teamId }, data: { name } })
}
