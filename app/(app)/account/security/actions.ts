'use server'

import { revalidatePath } from 'next/cache'
import { action } from '@/lib/action'
import { requireFreshSignIn, revokeOtherSessions, revokeSession } from '@/lib/auth'
import { changePasswordSchema, noFieldsSchema, revokeSessionSchema } from '@/lib/auth/schema'
import { changePassword } from '@/lib/users'

const page = '/account/security'

export const changePasswordAction = action(changePasswordSchema, async (input, viewer) => {
  await changePassword(viewer, input, new Date())
  revalidatePath(page)
  return { status: 'success', message: 'Your password was changed. All other browsers were signed out.' }
})

export const revokeSessionAction = action(revokeSessionSchema, async ({ session }, viewer) => {
  requireFreshSignIn(viewer, page)
  await revokeSession(viewer, session)
  revalidatePath(page)
  return { status: 'success', message: 'The session was ended.' }
})

export const revokeOtherSessionsAction = action(noFieldsSchema, async (_input, viewer) => {
  requireFreshSignIn(viewer, page)
  await revokeOtherSessions(viewer)
  revalidatePath(page)
  return { status: 'success', message: 'All other browsers were signed out.' }
})
