import 'server-only'

/**
 * Whose attempts a rule counts together: those from a client's address, for an account (usually an email address, which may
 * have no account yet), from a team, or from the whole site.
 */
type By = 'address' | 'account' | 'team' | 'site'

/** At most `points` attempts within `seconds`. The window starts with the first attempt. */
export type Rule = { by: By; points: number; seconds: number }

const minute = 60
const hour = 3_600

/**
 * All of the app's limits. docs/security.md repeats this table, and a test compares the two.
 *
 * Rules are checked in order, and the first one that is exceeded ends the check. `site` comes last, so that rejected requests
 * do not use up the limit that everyone shares. Address limits leave room for offices and campuses that share an address. Site
 * limits are far above the traffic of a busy launch day. They only slow down attacks from many addresses.
 */
export const limits = {
  /** Only failures count. A success is undone. */
  signIn: [
    { by: 'address', points: 100, seconds: 15 * minute },
    { by: 'account', points: 10, seconds: 15 * minute },
    { by: 'site', points: 10_000, seconds: 15 * minute },
  ],
  /** The same for a browser that has signed in to the account before. Failures elsewhere do not affect it. */
  signInOnKnownDevice: [{ by: 'account', points: 10, seconds: 15 * minute }],
  /** Wrong passwords from someone who is signed in. A success clears them. */
  passwordConfirmation: [{ by: 'account', points: 10, seconds: 15 * minute }],
  signUp: [
    { by: 'address', points: 30, seconds: hour },
    { by: 'site', points: 3_000, seconds: hour },
  ],
  passwordReset: [
    { by: 'address', points: 30, seconds: hour },
    { by: 'account', points: 5, seconds: hour },
    { by: 'site', points: 3_000, seconds: hour },
  ],
  emailVerification: [
    { by: 'address', points: 30, seconds: hour },
    { by: 'account', points: 5, seconds: hour },
    { by: 'site', points: 3_000, seconds: hour },
  ],
  /** Signing in with an emailed link. */
  emailLink: [
    { by: 'address', points: 30, seconds: hour },
    { by: 'account', points: 10, seconds: hour },
    { by: 'site', points: 3_000, seconds: hour },
  ],
  /** A growing team may invite a whole department at once, but not two in an hour. */
  invitation: [
    { by: 'account', points: 100, seconds: hour },
    { by: 'team', points: 100, seconds: hour },
    { by: 'site', points: 3_000, seconds: hour },
  ],
  /** Each team has limits of its own, so a user must not get any number of them. */
  teamCreation: [{ by: 'account', points: 20, seconds: hour }],
  /** All email that strangers can trigger, by recipient, so that nobody can flood an inbox. */
  mailToAddress: [
    { by: 'account', points: 15, seconds: hour },
    { by: 'site', points: 6_000, seconds: hour },
  ],
  /**
   * Clicks on the billing page. Each one calls Stripe one to eight times. Someone who reads Stripe's page before clicking again
   * makes about three clicks a minute. There is no site limit, because a stranger could use it to shut down billing.
   */
  billingAction: [{ by: 'team', points: 30, seconds: 10 * minute }],
  /** Checkout makes about ten calls. Someone who compares every plan and interval opens it five or six times. */
  checkout: [{ by: 'team', points: 10, seconds: 10 * minute }],
  /** Returns from Stripe's pages, each after a visit there. Over the limit, the background loop reads Stripe instead. */
  billingReturn: [{ by: 'team', points: 20, seconds: 10 * minute }],
  /** Each download reads all of the team's projects. */
  dataExport: [{ by: 'team', points: 30, seconds: 10 * minute }],
} as const satisfies Record<string, readonly Rule[]>

export type LimitName = keyof typeof limits

type Counted<Name extends LimitName> = Exclude<(typeof limits)[Name][number]['by'], 'site'>

/** The values that a limit's rules count by. An unknown address is not counted. */
export type LimitKeys<Name extends LimitName> = { [B in Counted<Name>]: B extends 'address' ? string | null : string }
