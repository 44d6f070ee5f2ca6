'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { goTo, publicAction } from '@/lib/action'
import { endSession, signInWithPassword } from '@/lib/auth'
import { noFieldsSchema, signInSchema, signUpSchema } from '@/lib/auth/schema'
import { clientAddress, requireWithinLimit } from '@/lib/rate-limit'
import { createUser } from '@/lib/users'

export const signUpAction = publicAction(signUpSchema, async ({ name, email, password, next }) => {
  await requireWithinLimit('signUp', { address: clientAddress(await headers()) })
  await createUser({ name, email, password })
  await signInWithPassword(email, password)
  goTo(next)
})

export const signInAction = publicAction(signInSchema, async ({ email, password, next }) => {
  await signInWithPassword(email, password)
  goTo(next)
})

export const signOutAction = publicAction(noFieldsSchema, async () => {
  await endSession()
  redirect('/')
})
