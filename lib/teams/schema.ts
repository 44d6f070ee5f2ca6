import { z } from 'zod'
import { completeSignUpSchema } from '@/lib/auth/schema'
import { nameField } from '@/lib/name-field'

/** The roles from the most powerful to the least, with the names that pages and emails use. */
export const roleNames = { OWNER: 'Owner', ADMIN: 'Admin', MEMBER: 'Member' } as const

const id = z.string().min(1).max(64)
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Enter an email address, such as ada@example.com.'))
const teamName = nameField('Enter a team name.')

export const switchTeamSchema = z.object({ teamId: id })
export const teamNameSchema = z.object({ teamName })
export const inviteSchema = z.object({
  email,
  // Nobody is invited as an owner. An owner can give that role to someone who is already in the team.
  role: z.enum(['ADMIN', 'MEMBER'], 'Choose a role.'),
})
export const invitationSchema = z.object({ invitationId: id })
export const memberSchema = z.object({ userId: id })
export const changeRoleSchema = memberSchema.extend({ role: z.enum(['OWNER', 'ADMIN', 'MEMBER'], 'Choose a role.') })

const token = z.string().min(1).max(100)

export const invitationTokenSchema = z.object({ token })
export const joinSchema = completeSignUpSchema
