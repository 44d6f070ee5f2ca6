/** Who calls. All but the first and `other team` have a role in this team; `disabled` and `ended` were owners of it. */
export const callers = ['anonymous', 'member', 'admin', 'owner', 'other team', 'disabled', 'ended'] as const
export type Caller = (typeof callers)[number]

/** What happens. docs/security.md explains each answer. */
export type Answer = 'yes' | 'own' | 'sign in' | 'role' | 'not theirs' | 'no effect' | 'secret' | 'dashboard'

type Row = Record<Caller, Answer>

/** The row of something that needs a session. */
function signedIn(member: Answer, admin: Answer, owner: Answer, other: Answer): Row {
  const none = 'sign in'
  return { anonymous: none, member, admin, owner, 'other team': other, disabled: none, ended: none }
}

/** The row of something that is the same for everyone, or else for `some`. */
function everyone(answer: Answer, some: Partial<Row> = {}): Row {
  const row = Object.fromEntries(callers.map((caller) => [caller, answer])) as Row
  return { ...row, 'other team': answer === 'yes' ? 'own' : answer, ...some }
}

const ownAccount = signedIn('yes', 'yes', 'yes', 'own')
const managers = signedIn('role', 'yes', 'yes', 'not theirs')
const members = signedIn('yes', 'yes', 'yes', 'not theirs')
const returnRoute = signedIn('not theirs', 'yes', 'yes', 'not theirs')
const link = everyone('yes', { 'other team': 'yes' })
const signedOutPage = everyone('yes', {
  member: 'dashboard',
  admin: 'dashboard',
  owner: 'dashboard',
  'other team': 'dashboard',
})

/**
 * Who can do what. Every server action, route, and page must have a row here, and every cell is executed. What follows a
 * comma in a name tells apart rows for the same action.
 */
export const matrix: Record<string, Row> = {
  // Billing.
  startCheckoutAction: managers,
  startFlowAction: managers,
  keepSubscriptionAction: managers,
  resumeSubscriptionAction: managers,
  retryPaymentAction: managers,
  finishPaymentAction: managers,

  // The viewer's own account.
  updateProfileAction: ownAccount,
  changeEmailAction: ownAccount,
  cancelEmailChangeAction: ownAccount,
  changePasswordAction: ownAccount,
  'revokeSessionAction, of an owner': signedIn('no effect', 'no effect', 'yes', 'no effect'),

  // The team.
  inviteMemberAction: managers,
  resendInvitationAction: managers,
  revokeInvitationAction: managers,
  'changeRoleAction, of a member to admin': managers,
  'changeRoleAction, of a member to owner': signedIn('role', 'role', 'yes', 'not theirs'),
  'changeRoleAction, of an owner': signedIn('role', 'role', 'yes', 'not theirs'),
  'removeMemberAction, of a member': managers,
  'removeMemberAction, of an owner': signedIn('role', 'role', 'yes', 'not theirs'),
  transferOwnershipAction: signedIn('role', 'role', 'yes', 'not theirs'),
  leaveTeamAction: members,
  updateTeamNameAction: managers,
  createTeamAction: ownAccount,
  switchTeamAction: members,

  // Invitations. The first two rows are about an invitation to someone else, the next two about one to the other team's owner.
  'acceptInvitationAction, of someone else': signedIn('not theirs', 'not theirs', 'not theirs', 'not theirs'),
  'declineInvitationAction, of someone else': signedIn('not theirs', 'not theirs', 'not theirs', 'not theirs'),
  'acceptInvitationAction, as the invited person': signedIn('not theirs', 'not theirs', 'not theirs', 'yes'),
  'declineInvitationAction, as the invited person': signedIn('not theirs', 'not theirs', 'not theirs', 'yes'),
  joinAction: link,
  switchAccountAction: everyone('yes'),

  // Projects.
  createProjectAction: members,
  removeProjectAction: members,

  // Signing in. An emailed link proves who opens it.
  signUpAction: everyone('yes'),
  sendSignInLinkAction: everyone('yes'),
  forgotPasswordAction: everyone('yes'),
  completeSignUpAction: everyone('yes'),
  signInWithLinkAction: link,
  resetPasswordAction: link,
  changeEmailByLinkAction: link,
  signInAction: link,
  confirmPasswordAction: ownAccount,
  signOutAction: everyone('yes'),

  // Route handlers.
  'GET /account/billing_details_updated': returnRoute,
  'GET /account/payment_method_updated': returnRoute,
  'GET /account/portal_returned': returnRoute,
  'GET /account/subscription_canceled': returnRoute,
  'GET /account/subscription_paused': returnRoute,
  'GET /account/subscription_started': members,
  'GET /account/subscription_updated': returnRoute,
  'GET /api/cron/drain': everyone('secret'),
  'POST /api/cron/drain': everyone('secret'),
  'GET /api/cron/reconcile': everyone('secret'),
  'POST /api/cron/reconcile': everyone('secret'),
  'GET /api/health': everyone('yes'),
  'POST /api/stripe/webhook': everyone('secret'),
  'GET /export/projects.csv': ownAccount,

  // Pages.
  'page /': everyone('yes'),
  'page /account/billing': ownAccount,
  'page /account/profile': ownAccount,
  'page /account/security': ownAccount,
  'page /account/team': ownAccount,
  'page /change-email': everyone('yes'),
  'page /dashboard': ownAccount,
  'page /export': ownAccount,
  'page /forgot-password': everyone('yes'),
  'page /invitations/accept': everyone('yes'),
  'page /pricing': everyone('yes'),
  'page /projects': ownAccount,
  'page /reset-password': link,
  'page /sign-in': signedOutPage,
  'page /sign-in/confirm': ownAccount,
  'page /sign-in/link': link,
  'page /sign-up': signedOutPage,
  'page /sign-up/complete': everyone('yes'),
}

/** The matrix as a Markdown table, as docs/security.md has it. */
export function tableOf(rows: Record<string, Record<Caller, string>>): string {
  const lines = Object.entries(rows).map(([name, row]) => [name, ...callers.map((caller) => row[caller])])
  return [['', ...callers], ['---', ...callers.map(() => '---')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`.replaceAll(' --- ', '---').replace('|  |', '| |'))
    .join('\n')
}
