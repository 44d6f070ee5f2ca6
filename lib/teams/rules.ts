import 'server-only'
import type { Role } from '@/lib/generated/prisma/enums'

/** The details of a member that the rules use. */
export type Member = { userId: string; role: Role }

/** True if this role can invite people and rename the team. */
export function canManageTeam(role: Role): boolean {
  return role !== 'MEMBER'
}

/** True if `actor` can remove `target` from the team: owners can remove anyone else, admins anyone but owners. */
export function canRemove(actor: Member, target: Member): boolean {
  if (actor.userId === target.userId) return false
  return actor.role === 'OWNER' || (actor.role === 'ADMIN' && target.role !== 'OWNER')
}

/**
 * The roles that `actor` can give to `target`, including the current one. Empty if the actor cannot change the target.
 * Only owners can make someone an owner or change an owner.
 */
export function rolesFor(actor: Member, target: Member): Role[] {
  if (actor.role === 'OWNER') return ['OWNER', 'ADMIN', 'MEMBER']
  if (actor.role === 'ADMIN' && target.role !== 'OWNER') return ['ADMIN', 'MEMBER']
  return []
}

/** True if nobody would own the team without this member. */
export function isLastOwner(members: Member[], userId: string): boolean {
  return members.every((member) => (member.role === 'OWNER') === (member.userId === userId))
}
