import { newSubscriber, standIn } from '@/dev/testing/shop'
import { newSession, requireViewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import type { Role } from '@/lib/generated/prisma/enums'
import { hashPassword } from '@/lib/password'

export const password = 'correct horse'
/** Is part of the names and addresses in the team that strangers must not see. */
export const mark = 'inside-this-team'

const passwordHash = await hashPassword(password)
let count = 0

/** An address that nobody has. */
export const newAddress = () => `nobody${++count}@example.com`

async function join(teamId: string, role: Role) {
  const email = `${mark}-${++count}@example.com`
  const user = await db().user.create({ data: { email, name: `${mark} ${role}`, passwordHash } })
  await db().membership.create({ data: { teamId, userId: user.id, role } })
  return user
}

/** The owner of another team. */
async function newOther(isPaying: boolean) {
  if (isPaying) return (await newSubscriber('pro')).viewer
  const data = { email: newAddress(), name: 'Other', passwordHash }
  const membership = { create: { role: 'OWNER' as const, team: { create: { name: 'Other' } } } }
  const user = await db().user.create({ data: { ...data, memberships: membership } })
  return requireViewerFor(user.id)
}

/**
 * A team on Business with somebody of each kind, and another team.
 *
 * @param otherPays true if the other team is on Pro, and not on Free
 */
export async function newWorld(otherPays: boolean) {
  const { viewer: owner, customer, subscriptionId } = await newSubscriber('business', { seats: 10 })
  const { teamId } = owner
  await db().team.update({ where: { id: teamId }, data: { name: mark } })
  await db().user.update({ where: { id: owner.userId }, data: { name: mark, email: `${mark}-${++count}@example.com` } })
  const admin = await join(teamId, 'ADMIN')
  const member = await join(teamId, 'MEMBER')
  const target = await join(teamId, 'MEMBER')
  const disabled = await join(teamId, 'OWNER')
  const ended = await join(teamId, 'OWNER')
  const other = await newOther(otherPays)
  const project = await db().project.create({ data: { teamId, name: mark } })
  const endedSession = await newSession(ended.id)
  await db().session.deleteMany({ where: { userId: ended.id } })
  const sessions = {
    anonymous: null,
    member: await newSession(member.id),
    admin: await newSession(admin.id),
    owner: await newSession(owner.userId),
    'other team': await newSession(other.userId),
    disabled: await newSession(disabled.id),
    ended: endedSession,
  }
  await db().user.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } })
  const ids = {
    anonymous: null,
    member: member.id,
    admin: admin.id,
    owner: owner.userId,
    'other team': other.userId,
    disabled: disabled.id,
    ended: ended.id,
  }
  return { teamId, owner, other, target, disabled, project, customer, subscriptionId, sessions, ids }
}

export type World = Awaited<ReturnType<typeof newWorld>>

/** Tables that do not belong to a team and that a refused request may write, or that nobody can write through the app. */
const ignored = ['RateLimit', '_prisma_migrations', 'CatalogEntry']

/** Checksums of the database: all of it, and what belongs to the team and its members. */
export async function checksums({ teamId, customer }: World): Promise<{ all: string; team: string }> {
  const columns = await db().$queryRaw<{ table: string; columns: string[] }[]>`
    SELECT table_name AS "table", array_agg(column_name::text) AS columns
    FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name ORDER BY table_name`
  const tables = columns.filter(({ table }) => !ignored.includes(table))
  const people = `(SELECT "userId" FROM "Membership" WHERE "teamId" = '${teamId}')`
  const sums = (filter: (table: string, columns: string[]) => string | null) => {
    const parts = tables.flatMap(({ table, columns }) => {
      const where = filter(table, columns)
      return where === null
        ? []
        : [
            `SELECT '${table}' AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM "${table}" t WHERE ${where}`,
          ]
    })
    return db().$queryRawUnsafe<object[]>(parts.join(' UNION ALL '))
  }
  const all = await sums(() => 'true')
  const team = await sums((table, names) => {
    if (table === 'Team') return `id = '${teamId}'`
    if (table === 'User') return `id IN ${people}`
    if (names.includes('teamId')) return `"teamId" = '${teamId}'`
    if (names.includes('customerId')) return `"customerId" = '${customer.id}'`
    return names.includes('userId') ? `"userId" IN ${people}` : null
  })
  const inStripe = standIn.ctx.store.of(customer.stripeCustomerId)
  return { all: JSON.stringify(all), team: JSON.stringify([team, inStripe]) }
}
