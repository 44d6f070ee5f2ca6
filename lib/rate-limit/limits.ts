import 'server-only'

/**
 * What a limit counts by: the client's address, an account (usually its email address, which may have no account yet), a
 * team, or everyone together.
 */
type By = 'address' | 'account' | 'team' | 'site'

/** At most `points` attempts within `seconds`. The window starts with the first attempt. */
export type Rule = { by: By; points: number; seconds: number }

const minute = 60
const hour = 3_600

/**
 * Every limit of the app. docs/security.md repeats this table, and a test compares the two.
 *
 * Rules are checked in order, and the first one that is exceeded ends the check. So `site` comes last: requests that are
 * refused anyway must not use up what everyone shares. Limits by address allow for offices and campuses that share one.
 * The limits for the whole site are far above the busiest launch day; they only slow an attack from many addresses.
 */
export const limits = {
  /** Only failures count: a success gives its points back. */
  signIn: [
    { by: 'address', points: 100, seconds: 15 * minute },
    { by: 'account', points: 10, seconds: 15 * minute },
    { by: 'site', points: 10_000, seconds: 15 * minute },
  ],
  /** The same for a browser that has signed in to the account before. Failures elsewhere do not count for it. */
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
  /** A growing team invites a department at once, but not two in an hour. */
  invitation: [
    { by: 'team', points: 100, seconds: hour },
    { by: 'site', points: 3_000, seconds: hour },
  ],
  /** Email of any kind that strangers can cause, by recipient: nobody's inbox is flooded from here. */
  mailToAddress: [
    { by: 'account', points: 15, seconds: hour },
    { by: 'site', points: 6_000, seconds: hour },
  ],
  /**
   * Clicks on the billing page that call Stripe, one to eight times each. A person who reads Stripe's page before clicking
   * again needs a minute for three of them. There is no limit for the site: it would let a stranger close billing.
   */
  billingAction: [{ by: 'team', points: 30, seconds: 10 * minute }],
  /** Checkout makes about ten calls. Somebody comparing every plan and interval opens it five or six times. */
  checkout: [{ by: 'team', points: 10, seconds: 10 * minute }],
  /** Returns from Stripe's pages, each after a visit there. Beyond this, the background loop reads Stripe instead. */
  billingReturn: [{ by: 'team', points: 20, seconds: 10 * minute }],
  /** Each download reads all of the team's projects. */
  dataExport: [{ by: 'team', points: 30, seconds: 10 * minute }],
} as const satisfies Record<string, readonly Rule[]>

export type LimitName = keyof typeof limits

type Counted<Name extends LimitName> = Exclude<(typeof limits)[Name][number]['by'], 'site'>

/** What each rule of a limit counts by. An address that is not known is not counted. */
export type LimitKeys<Name extends LimitName> = { [B in Counted<Name>]: B extends 'address' ? string | null : string }
