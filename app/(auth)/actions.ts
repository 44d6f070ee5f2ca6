'use server'

import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { publicAction } from '@/lib/action'
import { endSession, signInWithPassword } from '@/lib/auth'
import { noFieldsSchema, signInSchema, signUpSchema } from '@/lib/auth/schema'
import { createUser } from '@/lib/users'

export const signUpAction = publicAction(signUpSchema, async ({ name, email, password, next }) => {
  await createUser({ name, email, password })
  await signInWithPassword(email, password)
  redirect(next as Route)
})

export const signInAction = publicAction(signInSchema, async ({ email, password, next }) => {
  await signInWithPassword(email, password)
  redirect(next as Route)
})

export const signOutAction = publicAction(noFieldsSchema, async () => {
  await endSession()
  redirect('/')
})
