import { newAddress, password, type World } from '@/dev/testing/access-world'
import { fallBehind, giveCard } from '@/dev/testing/shop'
import { newSession, requireViewerFor } from '@/dev/testing/viewers'
import { createEmailToken, type EmailTokenPurpose } from '@/lib/auth'
import { startPortalFlow } from '@/lib/billing'
import type { FlowType } from '@/lib/billing/model/form-schemas'
import { markDirty } from '@/lib/billing/store/mark-dirty'
import { stripe } from '@/lib/billing/stripe/client'
import { syncCustomer } from '@/lib/billing/sync/sync-customer'
import { db } from '@/lib/db'
import { hashOf } from '@/lib/teams/send-invitations'
import type { Fields } from './access-targets'

/** What a caller sends: the fields of a form, or the query of a URL. */
type Sent = (world: World) => Promise<Fields> | Fields

const newPassword = 'a quite long passphrase 42'

async function sync({ customer }: World) {
  await markDirty(customer.id)
  await syncCustomer(customer.id, new Date())
}

/** Changes the team's subscription in Stripe first. */
const after =
  (change: (world: World) => Promise<unknown>): Sent =>
  async (world) => {
    await change(world)
    await sync(world)
    return { subscription: world.subscriptionId }
  }

const owing = after(async ({ customer, subscriptionId }) => {
  await fallBehind(customer.stripeCustomerId, subscriptionId)
  await giveCard(customer.stripeCustomerId)
})

const invited =
  (emailOf: (world: World) => Promise<string> | string): Sent =>
  async (world) => {
    const data = {
      teamId: world.teamId,
      email: await emailOf(world),
      role: 'MEMBER',
      tokenHash: hashOf(`t${++tokens}`),
    } as const
    const expiresAt = new Date(Date.now() + 86_400_000)
    const { id } = await db().invitation.create({ data: { ...data, invitedById: world.owner.userId, expiresAt } })
    return { teamId: world.teamId, invitationId: id, token: `t${tokens}` }
  }
let tokens = 0

const emailLink =
  (purpose: EmailTokenPurpose, more: Fields = {}): Sent =>
  async ({ target }) => {
    const isNew = purpose === 'SIGN_UP'
    const to = isNew ? { email: newAddress() } : { email: target.email, userId: target.id }
    return { token: await createEmailToken({ purpose, ...to }, new Date()), ...more }
  }

const emailChangeLink: Sent = async ({ target }) => {
  const email = newAddress()
  const expiresAt = new Date(Date.now() + 86_400_000)
  await db().emailChange.create({ data: { userId: target.id, newEmail: email, expiresAt } })
  const token = { purpose: 'CONFIRM_EMAIL_CHANGE', email, userId: target.id } as const
  return { token: await createEmailToken(token, new Date()) }
}

const flow =
  (type: FlowType): Sent =>
  async ({ owner }) => {
    const request = { flow: type, returnTo: '/account/billing', afterCompletion: 'redirect' } as const
    await startPortalFlow(await requireViewerFor(owner.userId), request)
    const { id } = await db().portalFlow.findFirstOrThrow({ where: { teamId: owner.teamId } })
    return { flow: id }
  }

const checkout: Sent = async ({ teamId, owner }) => {
  const intent = {
    teamId,
    userId: owner.userId,
    paramsHash: 'x',
    state: 'completed',
    sessionId: `cs_${++tokens}`,
  } as const
  await db().checkoutIntent.create({ data: intent })
  return { session_id: intent.sessionId }
}

const team: Sent = ({ teamId }) => ({ teamId })
const toMember: Sent = ({ teamId, target }) => ({ teamId, userId: target.id, role: 'ADMIN' })
const toOwner: Sent = ({ teamId, disabled }) => ({ teamId, userId: disabled.id, role: 'MEMBER' })
const email: Sent = ({ target }) => ({ email: target.email })
const justToken =
  (other: Sent): Sent =>
  async (world) => ({ token: (await other(world)).token ?? '' })
const stranger = invited(newAddress)
const strangerLink = justToken(stranger)
const theOther = justToken(
  invited(async ({ other }) => (await db().user.findUniqueOrThrow({ where: { id: other.userId } })).email),
)
const signUp = emailLink('SIGN_UP', { name: 'New', password: newPassword })

/** What is sent, by the name in the matrix. Rows that are not here send nothing. */
export const sent: Record<string, Sent> = {
  startCheckoutAction: () => ({ plan: 'pro', interval: 'month' }),
  startFlowAction: ({ subscriptionId }) => ({ flow: 'portal_home', subscription: subscriptionId }),
  keepSubscriptionAction: after(({ subscriptionId }) =>
    stripe().subscriptions.update(subscriptionId, { cancel_at_period_end: true }),
  ),
  resumeSubscriptionAction: after(({ subscriptionId }) =>
    stripe().subscriptions.update(subscriptionId, { pause_collection: { behavior: 'void' } }),
  ),
  retryPaymentAction: async (world) => ({ ...(await owing(world)), subscription: '' }),
  finishPaymentAction: async (world) => ({ ...(await owing(world)), subscription: '' }),
  updateProfileAction: () => ({ name: `New ${++tokens}` }),
  changeEmailAction: () => ({ email: newAddress() }),
  cancelEmailChangeAction: async ({ ids }) => {
    const change = { newEmail: newAddress(), expiresAt: new Date(Date.now() + 86_400_000) }
    const users = Object.values(ids).filter((id) => id !== null)
    await db().emailChange.createMany({ data: users.map((userId) => ({ userId, ...change })) })
    return {}
  },
  changePasswordAction: () => ({ currentPassword: password, password: newPassword }),
  'revokeSessionAction, of an owner': async ({ owner }) => {
    const tokenHash = hashOf(await newSession(owner.userId))
    const { id } = await db().session.findUniqueOrThrow({ where: { tokenHash } })
    return { session: id }
  },
  inviteMemberAction: ({ teamId }) => ({ teamId, email: newAddress(), role: 'MEMBER' }),
  resendInvitationAction: stranger,
  revokeInvitationAction: stranger,
  'changeRoleAction, of a member to admin': toMember,
  'changeRoleAction, of a member to owner': ({ teamId, target }) => ({ teamId, userId: target.id, role: 'OWNER' }),
  'changeRoleAction, of an owner': toOwner,
  'removeMemberAction, of a member': toMember,
  'removeMemberAction, of an owner': toOwner,
  transferOwnershipAction: toMember,
  leaveTeamAction: team,
  updateTeamNameAction: ({ teamId }) => ({ teamId, teamName: 'Renamed' }),
  createTeamAction: () => ({ teamName: 'Another' }),
  switchTeamAction: team,
  'acceptInvitationAction, of someone else': strangerLink,
  'declineInvitationAction, of someone else': strangerLink,
  'acceptInvitationAction, as the invited person': theOther,
  'declineInvitationAction, as the invited person': theOther,
  joinAction: async (world) => ({ ...(await strangerLink(world)), name: 'New', password: newPassword }),
  switchAccountAction: strangerLink,
  createProjectAction: () => ({ name: 'A project' }),
  removeProjectAction: ({ project }) => ({ projectId: project.id }),
  signUpAction: () => ({ email: newAddress() }),
  sendSignInLinkAction: email,
  forgotPasswordAction: email,
  completeSignUpAction: signUp,
  signInWithLinkAction: emailLink('SIGN_IN'),
  resetPasswordAction: emailLink('RESET_PASSWORD', { password: newPassword }),
  changeEmailByLinkAction: emailChangeLink,
  signInAction: ({ target }) => ({ email: target.email, password }),
  confirmPasswordAction: () => ({ password }),
  'GET /account/billing_details_updated': flow('customer_update'),
  'GET /account/payment_method_updated': flow('payment_method_update'),
  'GET /account/portal_returned': flow('portal_home'),
  'GET /account/subscription_canceled': flow('subscription_cancel'),
  'GET /account/subscription_paused': flow('subscription_pause'),
  'GET /account/subscription_started': checkout,
  'GET /account/subscription_updated': flow('subscription_update'),
  'page /account/billing': flow('customer_update'),
  'page /change-email': emailChangeLink,
  'page /invitations/accept': strangerLink,
  'page /reset-password': emailLink('RESET_PASSWORD'),
  'page /sign-in/link': emailLink('SIGN_IN'),
  'page /sign-up/complete': signUp,
}
