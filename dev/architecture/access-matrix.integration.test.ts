import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inspect } from 'node:util'
import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checksums, mark, newAddress, newWorld, password, type World } from '@/dev/testing/access-world'
import { callsDuring, fallBehind, giveCard, openShop, standIn } from '@/dev/testing/shop'
import { newSession, requireViewerFor } from '@/dev/testing/viewers'
import { createEmailToken, type EmailTokenPurpose } from '@/lib/auth'
import { authCookie } from '@/lib/auth/cookies'
import { startPortalFlow } from '@/lib/billing'
import type { FlowType } from '@/lib/billing/model/form-schemas'
import { markDirty } from '@/lib/billing/store/mark-dirty'
import { stripe } from '@/lib/billing/stripe/client'
import { syncCustomer } from '@/lib/billing/sync/sync-customer'
import { db } from '@/lib/db'
import { type FormAction, type FormState, idle } from '@/lib/form-state'
import { hashOf } from '@/lib/teams/send-invitations'
import { type Caller, callers, matrix, tableOf } from './access-matrix'
import { readProjectFiles } from './project-files'

process.env.CRON_SECRET = 'nobody here knows this 7f3a9c51e0'

let cookies = new Map<string, string>()
const jar = {
  get: (name: string) => {
    const value = cookies.get(name)
    return value === undefined ? undefined : { name, value }
  },
  set: (name: string, value: string, options: { maxAge?: number } = {}) => {
    if (value === '' || options.maxAge === 0) cookies.delete(name)
    else cookies.set(name, value)
  },
}
const headers = () => new Headers({ host: 'localhost:3000', origin: 'http://localhost:3000' })
vi.mock('next/headers', () => ({ cookies: async () => jar, headers: async () => headers() }))
vi.mock('next/cache', () => ({ revalidatePath: () => undefined }))
vi.mock('react', async (original) => ({ ...(await original<object>()), cache: (work: unknown) => work }))
vi.mock('next/server', async (original) => ({ ...(await original<object>()), after: () => undefined }))

type Fields = Record<string, string>
/** What a caller sends: the fields of a form, or the query of a URL. */
type Sent = (world: World, caller: Caller) => Promise<Fields> | Fields

const appUrl = 'http://localhost:3000'
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
const stranger = invited(newAddress)
const theOther = invited(
  async ({ other }) => (await db().user.findUniqueOrThrow({ where: { id: other.userId } })).email,
)
const signUp = emailLink('SIGN_UP', { name: 'New', password: newPassword })

/** What is sent, by the name in the matrix. Rows that are not here send nothing. */
const sent: Record<string, Sent> = {
  startCheckoutAction: () => ({ plan: 'pro', interval: 'month' }),
  startFlowAction: ({ subscriptionId }) => ({ flow: 'portal_home', subscription: subscriptionId }),
  keepSubscriptionAction: after(({ subscriptionId }) =>
    stripe().subscriptions.update(subscriptionId, { cancel_at_period_end: true }),
  ),
  resumeSubscriptionAction: after(({ subscriptionId }) =>
    stripe().subscriptions.update(subscriptionId, { pause_collection: { behavior: 'void' } }),
  ),
  retryPaymentAction: owing,
  finishPaymentAction: owing,
  updateProfileAction: () => ({ name: `New ${++tokens}` }),
  changeEmailAction: () => ({ email: newAddress() }),
  cancelEmailChangeAction: async ({ ids }, caller) => {
    const userId = ids[caller]
    const data = { newEmail: newAddress(), expiresAt: new Date(Date.now() + 86_400_000) }
    if (userId) await db().emailChange.create({ data: { userId, ...data } })
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
  'acceptInvitationAction, of someone else': stranger,
  'declineInvitationAction, of someone else': stranger,
  'acceptInvitationAction, as the invited person': theOther,
  'declineInvitationAction, as the invited person': theOther,
  joinAction: async (world, caller) => ({ ...(await stranger(world, caller)), name: 'New', password: newPassword }),
  switchAccountAction: stranger,
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
  'page /invitations/accept': stranger,
  'page /reset-password': emailLink('RESET_PASSWORD'),
  'page /sign-in/link': emailLink('SIGN_IN'),
  'page /sign-up/complete': signUp,
}

/** Whatever happened, as far as the caller can tell. */
type Outcome = { state?: FormState; redirect?: string; status?: number; text: string }

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    const result = await work
    if (!(result instanceof Response)) return { state: result as FormState, text: inspect(result, { depth: 40 }) }
    const location = result.headers.get('location') ?? undefined
    const text = await result.text()
    return { status: result.status, text, ...(location ? { redirect: location.replace(appUrl, '') } : {}) }
  } catch (error) {
    const digest = String((error as { digest?: string }).digest)
    const [kind, , address] = digest.split(';')
    if (kind !== 'NEXT_REDIRECT' || !address) throw error
    return { redirect: address, text: address }
  }
}

type Kind = 'action' | 'route' | 'page'
type Target = { name: string; kind: Kind; run: (fields: Fields) => Promise<unknown> }

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const urlOf = (file: string) =>
  path.posix
    .dirname(file)
    .replace(/^app/, '')
    .replace(/\/\([^/]*\)/g, '') || '/'
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ path.resolve(file))

/** Everything that the app answers: exports of files that Next treats as actions, routes, or pages. */
async function findTargets(): Promise<Target[]> {
  const found: Target[] = []
  for (const file of readProjectFiles().keys()) {
    const kind = /^app\/(?:.*\/)?(actions|route|page)\.[jt]sx?$/.exec(file)?.[1]
    if (!kind) continue
    const url = urlOf(file)
    for (const [name, work] of Object.entries(await load(file))) {
      if (typeof work !== 'function') continue
      if (kind === 'actions')
        found.push({ name, kind: 'action', run: (fields) => (work as FormAction)(idle, formOf(fields)) })
      else if (kind === 'route' && methods.includes(name)) {
        const run = async (fields: Fields) => work(requestOf(name, url, fields))
        found.push({ name: `${name} ${url}`, kind: 'route', run })
      } else if (kind === 'page' && name === 'default') {
        const run = async (fields: Fields) =>
          work({ searchParams: Promise.resolve(fields), params: Promise.resolve({}) })
        found.push({ name: `page ${url}`, kind: 'page', run })
      }
    }
  }
  return found
}

function formOf(fields: Fields): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

function requestOf(method: string, url: string, fields: Fields): Request {
  const body = method === 'POST' ? { body: '{}' } : {}
  return new Request(`${appUrl}${url}?${new URLSearchParams(fields)}`, { method, ...body })
}

const notTheirs =
  /^(You’ve switched to|You’re not a member|That person isn’t in|That invitation was already|This invitation no longer|That project doesn’t|That subscription)/

/** One request by one caller. */
async function execute(target: Target, world: World, caller: Caller, fields: Fields): Promise<string> {
  cookies = new Map()
  const token = world.sessions[caller]
  if (token) {
    const salt = authCookie(appUrl, 'session').name
    cookies.set(salt, await encode({ token: { session: token }, secret: process.env.AUTH_SECRET ?? '', salt }))
  }
  const cookiesBefore = JSON.stringify([...cookies])
  const before = await checksums(world)
  let outcome: Outcome = { text: '' }
  const calls = await callsDuring(async () => {
    outcome = await outcomeOf(target.run(fields))
  })
  const now = await checksums(world)
  const changed = now.all !== before.all || calls.length > 0 || JSON.stringify([...cookies]) !== cookiesBefore
  const touched = now.team !== before.team || (target.kind !== 'action' && outcome.text.includes(mark))
  const answer = answerOf(target.kind, outcome, changed)
  const isRefusal = answer !== 'yes'
  if (isRefusal && changed) return `${answer}, but something changed`
  if (isRefusal || caller !== 'other team') return answer
  return touched ? 'yes' : 'own'
}

function answerOf(kind: Kind, { state, redirect, status }: Outcome, changed: boolean): string {
  if (redirect === '/dashboard' && kind === 'page') return 'dashboard'
  if (redirect && /^\/sign-(in|up)(\?next=.*)?$/.test(redirect)) return 'sign in'
  if (redirect?.endsWith('?flow=none')) return 'not theirs'
  if (redirect?.includes('?refused=')) return 'not offered'
  if (status === 400 || status === 401 || status === 404) return 'secret'
  if (kind !== 'action') return status === undefined || [200, 303].includes(status) ? 'yes' : String(status)
  if (state?.status === 'error') {
    if (/^Only (an owner|owners)/.test(state.message)) return 'role'
    return notTheirs.test(state.message) ? 'not theirs' : JSON.stringify(state)
  }
  return changed ? 'yes' : 'no effect'
}

const targets = await findTargets()
const nameOf = (row: string) => row.split(',')[0] ?? row

beforeAll(openShop)
afterAll(() => standIn.close())

describe('the access matrix', () => {
  it('has rows for exactly the actions, routes, and pages in app/', () => {
    const names = targets.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect([...new Set(Object.keys(matrix).map(nameOf))].sort()).toEqual([...names].sort())
    expect(Object.keys(sent).filter((row) => !matrix[row])).toEqual([])
  })

  it.each(Object.keys(matrix))('%s', async (row) => {
    const target = targets.find(({ name }) => name === nameOf(row))
    if (!target) throw new Error(`nothing in app/ has the name ${nameOf(row)}`)
    const answers: Record<string, string> = {}
    let world: World | null = null
    for (const caller of callers) {
      world ??= await newWorld()
      const fields = (await sent[row]?.(world, caller)) ?? {}
      const answer = await execute(target, world, caller, fields)
      answers[caller] = answer
      // Somebody else's id together with the caller's own team must not help.
      if (caller === 'other team' && fields.teamId && (fields.userId || fields.invitationId)) {
        const again = await execute(target, world, caller, { ...fields, teamId: world.other.teamId })
        if (again !== answer) answers[caller] = `${answer}; with their own team's id: ${again}`
      }
      world = null
    }
    executed[row] = answers as Record<Caller, string>
    expect(answers).toEqual(matrix[row])
  })

  it('is in docs/security.md as it was executed', () => {
    const table = tableOf(executed)
    process.stdout.write(`\n${table}\n`)
    expect(readFileSync('docs/security.md', 'utf8')).toContain(`\n${tableOf(matrix)}\n`)
  })
})

const executed: Record<string, Record<Caller, string>> = {}
