import 'server-only'
import type { Viewer } from '@/lib/auth'
import { limitOf, requireFeature } from '@/lib/billing'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { csvOf } from './csv'

export type ProjectItem = { id: string; name: string; createdAt: Date }

/** The team's projects, newest first. A downgrade never hides existing projects. */
export function listProjects(viewer: Viewer): Promise<ProjectItem[]> {
  return db().project.findMany({
    where: { teamId: viewer.teamId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, name: true, createdAt: true },
  })
}

/**
 * The team's projects as a CSV file, newest first.
 *
 * @throws AppError `payment_required` if the plan does not include CSV export
 */
export async function exportProjects(viewer: Viewer): Promise<string> {
  await requireFeature(viewer, 'csvExport')
  const projects = await listProjects(viewer)
  const rows = projects.map(({ id, name, createdAt }) => [id, name, createdAt.toISOString()])
  return csvOf([['id', 'name', 'created_at'], ...rows])
}

/** The number of projects the team has, and the number its plan allows (null for no limit). */
export async function projectsUsage(viewer: Viewer): Promise<{ used: number; max: number | null }> {
  const [used, max] = await Promise.all([
    db().project.count({ where: { teamId: viewer.teamId } }),
    limitOf(viewer, 'projectsMax'),
  ])
  return { used, max }
}

/**
 * Creates a project if the plan's limit allows it.
 *
 * @throws AppError `limit_reached` if the plan does not allow more
 */
export async function createProject(viewer: Viewer, name: string): Promise<ProjectItem> {
  const max = await limitOf(viewer, 'projectsMax')
  return db().$transaction(async (tx) => {
    // Locking the team's row stops two tabs from both creating the last project that the plan allows.
    await tx.$queryRaw`SELECT 1 FROM "Team" WHERE "id" = ${viewer.teamId} FOR UPDATE`
    const used = await tx.project.count({ where: { teamId: viewer.teamId } })
    if (max !== null && used >= max) {
      throw new AppError('limit_reached', `Your plan includes ${max} projects. Upgrade to add more.`)
    }
    return tx.project.create({
      data: { teamId: viewer.teamId, name },
      select: { id: true, name: true, createdAt: true },
    })
  })
}

/** Deletes one of the team's projects. Throws `AppError('not_found')` for any other id. */
export async function removeProject(viewer: Viewer, projectId: string): Promise<void> {
  const { count } = await db().project.deleteMany({ where: { id: projectId, teamId: viewer.teamId } })
  if (count === 0) throw new AppError('not_found', 'That project doesn’t exist anymore.')
}
