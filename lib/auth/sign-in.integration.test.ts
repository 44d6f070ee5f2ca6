import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/db'
import { createUser } from '@/lib/users'

/** A browser: its cookies, and the headers of its next request. */
type Browser = { cookies: Map<string, string>; headers: Headers }
type CookieOptions = { secure?: boolean; httpOnly?: boolean; sameSite?: string; path?: string; maxAge?: number }

let browser: Browser
const written: { name: string; options: CookieOptions }[] = []
const jar = {
  get: (name: string) => {
    const value = browser.cookies.get(name)
    return value === undefined ? undefined : { name, value }
  },
  set: (name: string, value: string, options: CookieOptions = {}) => {
    written.push({ name, options })
    if (value === '' || options.maxAge === 0) browser.cookies.delete(name)
    else browser.cookies.set(name, value)
  },
}
vi.mock('next/headers', () => ({ cookies: async () => jar, headers: async () => browser.headers }))
vi.mock('react', async (original) => ({
  ...(await original<object>()),
  // Outside a server render, React caches nothing, so these tests do not cache either.
  cache: (work: unknown) => work,
}))
const afterResponse: (() => Promise<void>)[] = []
vi.mock('next/server', async (original) => ({
  ...(await original<object>()),
  after: (work: () => Promise<void>) => afterResponse.push(work),
}))
process.env.TRUSTED_PROXIES = '1'
const { confirmPassword, endSession, getViewer, requireFreshSignIn, signInWithPassword } = await import('.')

const password = 'correct horse battery'
const newBrowser = (): Browser => ({
  cookies: new Map(),
  headers: new Headers({ host: 'localhost:3000', 'x-forwarded-proto': 'http', 'x-forwarded-for': '192.0.2.1' }),
})

let people = 0
async function newEmail(): Promise<string> {
  const email = `person${++people}@example.com`
  await createUser({ name: 'Ada', email, password })
  return email
}

/** Signs in and returns the error's code, or `in`. */
async function attempt(email: string, secret = password): Promise<string> {
  return signInWithPassword(email, secret).then(
    () => 'in',
    (error) => error.code,
  )
}

const minuteMs = 60_000

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  afterResponse.length = 0
  browser = newBrowser()
  written.length = 0
})

afterEach(() => {
  vi.useRealTimers()
})

/** The browser's viewer, who must be signed in. */
async function signedIn() {
  const viewer = await getViewer()
  if (!viewer) throw new Error('the browser is not signed in')
  return viewer
}

describe('a session', () => {
  it('gets a new token with each sign-in, which ends the previous one', async () => {
    const email = await newEmail()
    await signInWithPassword(email, password)
    const first = new Map(browser.cookies)
    await signInWithPassword(email, password)
    expect(await getViewer()).not.toBeNull()
    browser.cookies = first
    expect(await getViewer()).toBeNull()
  })

  it('has its last use recorded after the response, at most every five minutes', async () => {
    await signInWithPassword(await newEmail(), password)
    const { session } = await signedIn()
    pass(5 * minuteMs - 1)
    await getViewer()
    expect(afterResponse).toHaveLength(0)
    pass(1)
    browser.headers.set('x-forwarded-for', '198.51.100.7')
    await getViewer()
    expect(afterResponse).toHaveLength(1)
    await afterResponse[0]?.()
    const row = await db().session.findUniqueOrThrow({ where: { id: session.id } })
    expect(row).toMatchObject({ lastSeenAt: new Date(), address: '198.51.100.7' })
    await getViewer()
    expect(afterResponse).toHaveLength(1)
  })

  it('is fresh for ten minutes, and again after the password is entered', async () => {
    await signInWithPassword(await newEmail(), password)
    pass(10 * minuteMs - 1)
    expect(requireFreshSignIn(await signedIn(), '/account/security')).toBeUndefined()
    pass(1)
    const old = await signedIn()
    expect(() => requireFreshSignIn(old, '/account/security')).toThrow(
      expect.objectContaining({ digest: expect.stringContaining('/sign-in/confirm?next=%2Faccount%2Fsecurity') }),
    )
    await expect(confirmPassword(old, 'wrong')).rejects.toMatchObject({ code: 'forbidden' })
    await confirmPassword(old, password)
    expect(requireFreshSignIn(await signedIn(), '/account/security')).toBeUndefined()
  })

  it('ends at sign-out, so a copied cookie no longer works', async () => {
    await signInWithPassword(await newEmail(), password)
    expect(await getViewer()).not.toBeNull()
    const copied = new Map(browser.cookies)
    await endSession()
    expect(await getViewer()).toBeNull()
    browser.cookies = copied
    expect(await getViewer()).toBeNull()
  })
})

describe('too many failures', () => {
  it('stop an attacker and an unknown browser, but not the browser that the owner has used before', async () => {
    const email = await newEmail()
    const owner = browser
    await signInWithPassword(email, password)
    await endSession()
    const attacker = newBrowser()
    browser = attacker
    for (let guess = 0; guess < 10; guess++) expect(await attempt(email, 'wrong')).toBe('forbidden')
    expect(await attempt(email, 'wrong')).toBe('rate_limited')
    browser = owner
    expect(await attempt(email)).toBe('in')
    browser = newBrowser()
    expect(await attempt(email)).toBe('rate_limited')
  })
})

describe('the cookies', () => {
  it.each([
    ['a plain request behind https', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' }],
    ['an invalid host', { 'x-forwarded-host': 'no host', host: 'no host' }],
    ['an invalid protocol', { 'x-forwarded-proto': 'java script' }],
  ])('depend only on APP_URL, no matter what %s says', async (_name, forged) => {
    const email = await newEmail()
    for (const [name, value] of Object.entries(forged)) browser.headers.set(name, value)
    expect(await attempt(email)).toBe('in')
    expect(written.length).toBeGreaterThan(0)
    for (const { options } of written) {
      expect(options).toMatchObject({ secure: false, httpOnly: true, sameSite: 'lax', path: '/' })
    }
    expect([...browser.cookies.values()].join()).not.toContain('evil.example')
    await endSession()
    expect(await getViewer()).toBeNull()
  })
})
