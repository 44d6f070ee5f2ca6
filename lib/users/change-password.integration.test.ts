import { expect, it } from 'vitest'
import { newSession, requireViewerFor } from '@/dev/testing/viewers'
import { checkCredentials } from '@/lib/auth/credentials'
import { createSession } from '@/lib/auth/sessions'
import { viewerOf } from '@/lib/auth/viewer'
import { db } from '@/lib/db'
import { changePassword, createUser, deliverEmailLinks, requestEmailLink } from '.'

const password = 'correct horse battery'

it('a new password ends other sessions and notifies the user, and a wrong current password changes nothing', async () => {
  const email = 'ada@example.com'
  const { userId } = await createUser({ name: 'Ada', email, password })
  const [here, elsewhere] = [await newSession(userId), await newSession(userId)]
  const viewer = await viewerOf(here, new Date())
  if (!viewer) throw new Error('the user must be signed in')
  const mails = () => db().outboxMessage.findMany({ where: { kind: 'mail.password_changed' } })

  const wrong = changePassword(viewer, { currentPassword: 'wrong', password: 'new password' }, new Date())
  await expect(wrong).rejects.toMatchObject({ code: 'forbidden' })
  expect(await viewerOf(elsewhere, new Date())).not.toBeNull()
  expect(await mails()).toEqual([])

  await changePassword(viewer, { currentPassword: password, password: 'new password' }, new Date())
  expect(await viewerOf(here, new Date())).not.toBeNull()
  expect(await viewerOf(elsewhere, new Date())).toBeNull()
  expect(await mails()).toMatchObject([{ payload: { to: email } }])
  await expect(checkCredentials(email, password, { deviceId: null, address: null })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await checkCredentials(email, 'new password', { deviceId: null, address: null })).toMatchObject({ id: userId })
})

it('a new password invalidates emailed links and cannot be a common one', async () => {
  const email = 'grace@example.com'
  const { userId } = await createUser({ name: 'Grace', email, password })
  const viewer = await viewerOf(await newSession(userId), new Date())
  if (!viewer) throw new Error('the user must be signed in')
  await requestEmailLink('reset_password', email, {}, new Date())
  await deliverEmailLinks(new Date())
  const links = () => db().emailToken.count({ where: { userId } })
  const change = (secret: string) => changePassword(viewer, { currentPassword: password, password: secret }, new Date())
  await expect(change('password1')).rejects.toMatchObject({ field: 'password' })
  expect(await links()).toBe(1)
  await change('another horse battery')
  expect(await links()).toBe(0)
})

it('of two changes at once, only one takes effect', async () => {
  const email = 'joan@example.com'
  const { userId } = await createUser({ name: 'Joan', email, password })
  const [owner, thief] = [await requireViewerFor(userId), await requireViewerFor(userId)]
  const change = (viewer: typeof owner, secret: string) =>
    changePassword(viewer, { currentPassword: password, password: secret }, new Date())
  const results = await Promise.allSettled([
    change(owner, 'owner’s horse battery'),
    change(thief, 'thief’s horse battery'),
  ])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('a sign-in that was being checked with the old password gets no session', async () => {
  const email = 'edith@example.com'
  const { userId } = await createUser({ name: 'Edith', email, password })
  const checked = await checkCredentials(email, password, { deviceId: null, address: null })
  const viewer = await requireViewerFor(userId)
  await changePassword(viewer, { currentPassword: password, password: 'another horse battery' }, new Date())
  const device = { device: 'Chrome on macOS', address: null }
  await expect(createSession(checked, device, new Date())).rejects.toMatchObject({ code: 'forbidden' })
  expect(await db().session.count({ where: { userId } })).toBe(1)
})
