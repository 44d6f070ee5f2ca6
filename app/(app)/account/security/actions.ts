'use server'

import { revalidatePath } from 'next/cache'
import { action } from '@/lib/action'
import { requireFreshSignIn, revokeOtherSessions, revokeSession } from '@/lib/auth'
import { changePasswordSchema, revokeSessionSchema } from '@/lib/auth/schema'
import { changePassword } from '@/lib/users'

const page = '/account/security'

export const changePasswordAction = action(changePasswordSchema, async (input, viewer) => {
  await changePassword(viewer, input, new Date())
  revalidatePath(page)
  return { status: 'success', message: 'Your password was changed. All other browsers were signed out.' }
})

export const revokeSessionAction = action(revokeSessionSchema, async ({ session }, viewer) => {
  requireFreshSignIn(viewer, page)
  await (session === 'others' ? revokeOtherSessions(viewer) : revokeSession(viewer, session))
  revalidatePath(page)
  const message = session === 'others' ? 'All other browsers were signed out.' : 'That browser was signed out.'
  return { status: 'success', message }
})
