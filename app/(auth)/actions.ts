'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { action, goTo, publicAction } from '@/lib/action'
import { confirmPassword, endSession, signInUser, signInWithPassword } from '@/lib/auth'
import {
  completeSignUpSchema,
  confirmPasswordSchema,
  emailLinkSchema,
  noFieldsSchema,
  resetPasswordSchema,
  signInSchema,
  tokenSchema,
} from '@/lib/auth/schema'
import type { FormState } from '@/lib/form-state'
import { clientAddress } from '@/lib/rate-limit'
import {
  completeSignUp,
  deliverEmailLinks,
  type EmailLinkKind,
  redeemEmailChangeLink,
  redeemSignInLink,
  requestEmailLink,
  requireEmailLinkAllowed,
  resetPassword,
} from '@/lib/users'

export const signUpAction = publicAction(emailLinkSchema, (input) => sendLink('sign_up', input))

export const sendSignInLinkAction = publicAction(emailLinkSchema, (input) => sendLink('sign_in', input))

export const forgotPasswordAction = publicAction(emailLinkSchema, (input) => sendLink('reset_password', input))

export const completeSignUpAction = publicAction(completeSignUpSchema, async (input) => {
  const created = await completeSignUp(input, new Date())
  if (!created) redirect('/sign-up/complete?token=')
  await signInUser(created.userId)
  goTo(created.next)
})

export const signInWithLinkAction = publicAction(tokenSchema, async ({ token }) => {
  const redeemed = await redeemSignInLink(token, new Date())
  if (!redeemed) redirect('/sign-in/link?token=')
  await signInUser(redeemed.userId)
  goTo(redeemed.next)
})

export const resetPasswordAction = publicAction(resetPasswordSchema, async (input) => {
  const reset = await resetPassword(input, new Date())
  if (!reset) redirect('/reset-password?token=')
  // The user is not signed in yet, because a link alone must not replace a second factor.
  goTo(`/sign-in?notice=password-changed&next=${encodeURIComponent(reset.next)}`)
})

export const changeEmailByLinkAction = publicAction(tokenSchema, async ({ token }) => {
  const result = await redeemEmailChangeLink(token, new Date())
  if (!result) redirect('/change-email?token=')
  goTo(`/change-email?result=${result}`)
})

export const signInAction = publicAction(signInSchema, async ({ email, password, next }) => {
  await signInWithPassword(email, password)
  goTo(next)
})

export const confirmPasswordAction = action(confirmPasswordSchema, async ({ password, next }, viewer) => {
  await confirmPassword(viewer, password)
  goTo(next)
})

export const signOutAction = publicAction(noFieldsSchema, async () => {
  await endSession()
  redirect('/')
})

async function sendLink(kind: EmailLinkKind, { email, next }: { email: string; next: string }): Promise<FormState> {
  await requireEmailLinkAllowed(kind, email, clientAddress(await headers()))
  await requestEmailLink(kind, email, { next }, new Date())
  // Start early. If this does not finish, the background loop sends the email.
  after(() => deliverEmailLinks(new Date()))
  const message = `We sent an email to ${email}. Open the link in it to continue.`
  return { status: 'success', message, values: { email, next } }
}
