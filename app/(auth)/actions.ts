'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { action, goTo, publicAction } from '@/lib/action'
import { confirmPassword, endSession, signInUser, signInWithPassword } from '@/lib/auth'
import { confirmPasswordSchema, noFieldsSchema, signInSchema, signUpSchema } from '@/lib/auth/schema'
import { clientAddress, requireWithinLimit } from '@/lib/rate-limit'
import { createUser } from '@/lib/users'

export const signUpAction = publicAction(signUpSchema, async ({ name, email, password, next }) => {
  await requireWithinLimit('signUp', { address: clientAddress(await headers()) })
  const { userId } = await createUser({ name, email, password })
  await signInUser(userId)
  goTo(next)
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
