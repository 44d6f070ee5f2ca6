import { db } from '@/lib/db'
import { hashPassword } from '@/lib/password'
import { type DemoTeam, demoPassword } from './people'

const invitationDays = 7

/**
 * Creates a team with its owner, members, invitations, and projects. Does nothing if the owner already has an account, so earlier
 * changes stay. Sends no emails, because the addresses do not exist.
 *
 * @returns the team's ID
 */
export async function ensureTeam(demo: DemoTeam): Promise<string> {
  const existing = await db().user.findUnique({ where: { email: demo.email }, select: { memberships: true } })
  const membership = existing?.memberships[0]
  if (membership) return membership.teamId
  const passwordHash = await hashPassword(demoPassword)
  const { team: name, projects, members = [], invited = [] } = demo
  return db().$transaction(async (tx) => {
    const team = await tx.team.create({ data: { name } })
    const owner = { email: demo.email, name: demo.owner, role: 'OWNER' as const }
    const others = members.map((member) => ({ ...member, role: 'MEMBER' as const }))
    for (const { email, name, role } of [owner, ...others]) {
      const user = await tx.user.upsert({
        where: { email },
        create: { email, emailVerifiedAt: new Date(), name, passwordHash },
        update: {},
      })
      await tx.membership.create({ data: { teamId: team.id, userId: user.id, role } })
    }
    await tx.project.createMany({ data: projects.map((project) => ({ teamId: team.id, name: project })) })
    const expiresAt = new Date(Date.now() + invitationDays * 86_400_000)
    const { id: invitedById } = await tx.user.findUniqueOrThrow({ where: { email: demo.email }, select: { id: true } })
    const invitation = { teamId: team.id, role: 'MEMBER' as const, invitedById, expiresAt }
    await tx.invitation.createMany({ data: invited.map((email) => ({ email, ...invitation })) })
    return team.id
  })
}
