import { randomUUID } from 'node:crypto'
import { mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { encode } from 'next-auth/jwt'
import type pg from 'pg'
import { authCookie } from '@/lib/auth/cookies'
import { hashOf } from '@/lib/auth/sessions'
import { freePort } from '../ports'
import type { Booted } from '../simulation/processes'
import { firstResponse, startNext } from '../start/next'
import { buildFolder, testFolder } from '../start/places'
import { stripeKeys } from '../start/stripe-keys'
import { isBuilt, withoutProductVariables } from '../testing/shipped'

const appUrl = 'http://localhost:3000'
const authSecret = 'a secret for tests that is long enough'

/** The environment for the production build, independent of this shell. */
export function appEnv(databaseUrl: string, stripeUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    APP_URL: appUrl,
    AUTH_SECRET: authSecret,
    STRIPE_SECRET_KEY: stripeKeys.secretKey,
    STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret,
    STRIPE_API_BASE: stripeUrl,
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'silent',
  }
}

/** Starts the production build and resolves once it serves its first page. */
export async function bootApp(env: Record<string, string>): Promise<Booted> {
  if (!isBuilt())
    throw new Error('There is no production build of these sources. Run npm test, which builds one first.')
  mkdirSync(testFolder, { recursive: true })
  const output = openSync(path.join(testFolder, 'production.log'), 'a')
  const options = { cwd: buildFolder, env: { ...withoutProductVariables(process.env), ...env }, output }
  for (let tries = 1; ; tries++) {
    const port = await freePort()
    const child = startNext('start', port, options)
    try {
      await firstResponse(child, port, 120_000)
      return { child, port }
    } catch (error) {
      // Another process may have taken the port. A second failure has a different cause.
      if (tries > 1) throw error
    }
  }
}

/** Signs a user in and returns their cookie. */
export async function sessionCookie(pool: pg.Pool, userId: string): Promise<string> {
  const session = randomUUID()
  const insert = `INSERT INTO "Session" ("id", "tokenHash", "userId", "device", "signedInAt", "lastSeenAt", "expiresAt")
    VALUES ($1, $2, $3, 'A test', now(), now(), now() + interval '1 day')`
  await pool.query(insert, [session, hashOf(session), userId])
  const { name } = authCookie(appUrl, 'session')
  return `${name}=${await encode({ token: { session }, secret: authSecret, salt: name })}`
}
