import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'

export {
  cancelEmailChange,
  getEmailChangeLink,
  getPendingEmailChange,
  redeemEmailChangeLink,
  requestEmailChange,
} from './change-email'
export { changePassword } from './change-password'
export { createUser } from './create-user'
export { requireEmailLinkAllowed } from './email-link-limit'
export { insertInvitedUser } from './invited-user'
export { completeSignUp, getEmailLink, redeemSignInLink, resetPassword } from './redeem-email-link'
export { deliverEmailLinks, type EmailLinkKind, pruneEmailLinks, requestEmailLink } from './request-email-link'

/** Changes the viewer's own name. */
export async function updateName(viewer: Viewer, name: string): Promise<void> {
  await db().user.update({ where: { id: viewer.userId }, data: { name } })
}
