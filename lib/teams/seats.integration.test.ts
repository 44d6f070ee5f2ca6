import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invite, later, newAddress, proTeam, tokenFor } from '@/dev/testing/invitations'
import { received } from '@/dev/testing/mailbox'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { join, newTeam } from '@/dev/testing/teams'
import { markDirty } from '@/lib/billing/store/mark-dirty'
import { stripe } from '@/lib/billing/stripe/client'
import { syncCustomer } from '@/lib/billing/sync/sync-customer'
import { db } from '@/lib/db'
import {
  acceptAsNewUser,
  deliverInvitations,
  getInvitationLink,
  inviteMember,
  listInvitations,
  memberUsage,
  releaseInvitations,
  removeMember,
  resendInvitation,
} from '.'

beforeAll(openShop)
afterAll(() => standIn.close())

it('limits the emails that one address gets from all teams', async () => {
  const [first, second] = [await proTeam(), await proTeam()]
  const { email, id } = await invite(first)
  for (let mails = 1; mails < 15; mails++) await resendInvitation(first, id, later(mails / 100))
  await expect(resendInvitation(first, id, new Date())).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(invite(second, email)).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(invite(second)).resolves.toBeTruthy()
})

describe('limits and seats', () => {
  beforeEach(() => received.splice(0))

  it('allows no second member on Free, and five on Pro, counting invitations', async () => {
    const [free] = await newTeam('OWNER')
    await expect(inviteMember(free, { email: newAddress(), role: 'MEMBER' }, new Date())).rejects.toMatchObject({
      code: 'limit_reached',
      userMessage: 'Free includes 1 member, counting invitations. Upgrade to invite more.',
    })
    const pro = await proTeam()
    for (let invitations = 0; invitations < 4; invitations++) await invite(pro)
    await expect(invite(pro)).rejects.toMatchObject({ code: 'limit_reached' })
    expect(await memberUsage(pro, new Date())).toMatchObject({ members: 1, invited: 4, max: 5, seatsMax: null })
  })

  it('cannot be exceeded by inviting several people at once', async () => {
    const pro = await proTeam()
    const attempts = Array.from({ length: 8 }, () =>
      inviteMember(pro, { email: newAddress(), role: 'MEMBER' }, new Date()),
    )
    await Promise.allSettled(attempts)
    expect(await listInvitations(pro, new Date())).toHaveLength(4)
  })

  it('cannot be exceeded by accepting after a downgrade', async () => {
    const pro = await proTeam()
    const { token } = await invite(pro)
    await db().entitlement.updateMany({ where: { customer: { teamId: pro.teamId } }, data: { plan: 'free' } })
    await expect(
      acceptAsNewUser({ token, name: 'Guest', password: 'correct horse battery' }, new Date()),
    ).rejects.toMatchObject({
      userMessage: expect.stringContaining('no free seat'),
    })
    // The link still works once there is room.
    expect(await getInvitationLink(token, new Date())).not.toBeNull()
  })

  it('holds an invitation beyond the paid seats until a seat is added', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await invite(viewer)
    const email = newAddress()
    const held = await inviteMember(viewer, { email, role: 'MEMBER' }, new Date())
    expect(held).toEqual({ kind: 'needs_seat', seats: 3 })
    expect(await releaseInvitations(new Date())).toBe(0)
    await deliverInvitations(new Date())
    expect(received.filter(({ to }) => to === email)).toEqual([])
    const statuses = (await listInvitations(viewer, new Date())).map(({ status }) => status)
    expect(statuses).toEqual(['waiting_for_seat', 'sent'])

    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    await stripe().subscriptions.update(subscriptionId, { items: [{ id: item?.id ?? '', quantity: 3 }] })
    await markDirty(customer.id)
    await syncCustomer(customer.id, new Date())
    expect(await releaseInvitations(later(0.1))).toBe(1)
    expect(await releaseInvitations(later(0.2))).toBe(0)
    const token = await tokenFor(email, later(0.1))
    await acceptAsNewUser({ token, name: 'Guest', password: 'correct horse battery' }, new Date())
    expect(await memberUsage(viewer, new Date())).toMatchObject({ members: 2, invited: 1, max: 3, seatsMax: 100 })
  })

  it('sends a held invitation when a member leaves a paid seat', async () => {
    const { viewer } = await newSubscriber('business', { seats: 2 })
    const member = await join(viewer.teamId, 'MEMBER')
    const email = newAddress()
    expect(await inviteMember(viewer, { email, role: 'MEMBER' }, new Date())).toMatchObject({ kind: 'needs_seat' })
    await removeMember(viewer, member.userId)
    expect(await memberUsage(viewer, new Date())).toMatchObject({ members: 1, max: 2 })
    await releaseInvitations(new Date())
    expect(await tokenFor(email)).toBeTruthy()
  })
})
