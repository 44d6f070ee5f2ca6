'use server'

import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import { after } from 'next/server'
import { action } from '@/lib/action'
import { requireFreshSignIn } from '@/lib/auth'
import { changeEmailSchema, noFieldsSchema } from '@/lib/auth/schema'
import { clientAddress } from '@/lib/rate-limit'
import {
  cancelEmailChange,
  deliverEmailLinks,
  requestEmailChange,
  requireEmailLinkAllowed,
  updateName,
} from '@/lib/users'
import { profileSchema } from '@/lib/users/schema'

export const updateProfileAction = action(profileSchema, async ({ name }, viewer) => {
  await updateName(viewer, name)
  revalidatePath('/', 'layout')
  return { status: 'success', message: 'Saved.' }
})

export const changeEmailAction = action(changeEmailSchema, async ({ email }, viewer) => {
  requireFreshSignIn(viewer, '/account/profile')
  const address = clientAddress(await headers())
  await requireEmailLinkAllowed('confirm_email', email, address)
  await requireEmailLinkAllowed('approve_email', viewer.email, address)
  await requestEmailChange(viewer, email, new Date())
  // Start early. If this does not finish, the background loop sends the emails.
  after(() => deliverEmailLinks(new Date()))
  revalidatePath('/account/profile')
  return { status: 'success', message: `Check both inboxes. We sent one link to ${email} and one to ${viewer.email}.` }
})

export const cancelEmailChangeAction = action(noFieldsSchema, async (_input, viewer) => {
  await cancelEmailChange(viewer)
  revalidatePath('/account/profile')
  return { status: 'success', message: 'The change was canceled.' }
})
