import { requireViewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import type { Role } from '@/lib/generated/prisma/enums'

let count = 0

/** A user without a team. */
export async function newUser(email = `person${++count}@example.com`) {
  return db().user.create({ data: { email, name: `Person ${++count}`, passwordHash: 'none' } })
}

/** A new team on the free plan with one member for each role, in that order. */
export async function newTeam<Roles extends Role[]>(...roles: Roles) {
  const team = await db().team.create({ data: { name: `Team ${++count}` } })
  const viewers = []
  for (const role of roles) viewers.push(await join(team.id, role))
  return viewers as { [Index in keyof Roles]: Awaited<ReturnType<typeof requireViewerFor>> }
}

/** Adds a new user to a team. */
export async function join(teamId: string, role: Role) {
  const user = await newUser()
  await db().membership.create({ data: { teamId, userId: user.id, role } })
  return requireViewerFor(user.id)
}

/** The roles in a team by user id. */
export async function rolesIn(teamId: string): Promise<Record<string, Role>> {
  const rows = await db().membership.findMany({ where: { teamId } })
  return Object.fromEntries(rows.map(({ userId, role }) => [userId, role]))
}
