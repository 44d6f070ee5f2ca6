import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { appUrlOf, choosePort, type Ports, wantedAppPort } from './choose-ports'
import type { Cleanups } from './cleanups'
import { type Database, openDatabase } from './database'
import { startInbox } from './mail'
import type { Settings } from './settings'

export type StackOptions = {
  /** Folder for the data of private services. */
  folder: string
  settings: Settings
  /** Preferred ports. Defaults to any free ports. */
  ports?: Ports
  /** Hostname of the app. */
  host: 'localhost' | '127.0.0.1'
  isThrowAway?: boolean
  cleanups: Cleanups
}

/** The running services that the app needs. */
export type Stack = {
  appPort: number
  /** Releases the app's port, right before the app starts. */
  releaseAppPort: () => Promise<void>
  appUrl: string
  /** All variables of the app, including those that must be empty. */
  env: Record<string, string>
  /** Origin of the stand-in, or null when a real Stripe account is used. */
  stripeUrl: string | null
  /** URL of the inbox, or null when emails go elsewhere. */
  mailUrl: string | null
  database: Database
  /** Turns event delivery to the app on or off. Events during an off period are never sent. */
  setWebhooks: (state: 'on' | 'off') => void
}

// Stripe's client cannot verify signatures with this value, so every webhook is rejected until a real secret is set.
const noWebhookSecret = 'whsec_not_configured'

/** Starts the services that the settings do not replace: PostgreSQL with all migrations, the Stripe stand-in, the inbox. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, settings, ports, host, cleanups } = options
  mkdirSync(folder, { recursive: true })
  const database = await startDatabase(options)
  await cleanups.add(database.stop)
  const { port: appPort, release: releaseAppPort } = await choosePort(wantedAppPort(settings, ports?.app), 'the app')
  await cleanups.add(releaseAppPort)
  const appUrl = appUrlOf(settings, host, appPort)
  const stripe = settings.stripe ? realStripe(settings.stripe) : await startStandIn(options, database, appPort)
  const mail = settings.smtpUrl ? null : await startMail(options)
  const env = {
    DATABASE_URL: database.url,
    APP_URL: appUrl,
    AUTH_SECRET: settings.authSecret ?? keptSecret(path.join(folder, 'auth-secret')),
    SMTP_URL: settings.smtpUrl ?? mail?.smtpUrl ?? '',
    MAIL_INBOX_URL: mail?.webUrl ?? '',
    STRIPE_SECRET_KEY: stripe.key,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_API_BASE: stripe.apiBase,
  }
  const { setWebhooks } = stripe
  const urls = { appUrl, stripeUrl: stripe.apiBase || null, mailUrl: mail?.webUrl ?? null }
  return { appPort, releaseAppPort, env, ...urls, database, setWebhooks }
}

function startDatabase({ folder, settings, ports, isThrowAway }: StackOptions): Promise<Database> {
  // Stand-in data must not mix with data from a Stripe account, so each has its own database.
  const name = settings.stripe && !settings.stripe.apiBase ? 'app_test_mode' : 'app'
  return openDatabase({ url: settings.databaseUrl, folder, name, port: ports?.postgres, isThrowAway })
}

function realStripe({ key, webhookSecret = noWebhookSecret, apiBase = '' }: NonNullable<Settings['stripe']>) {
  return { key, webhookSecret, apiBase, setWebhooks: () => {} }
}

async function startStandIn({ folder, ports, cleanups }: StackOptions, database: Database, appPort: number) {
  const stateFile = path.join(folder, 'stripe.jsonl')
  if (database.isEmpty && existsSync(stateFile)) {
    rmSync(stateFile)
    console.log('The database is new. Clearing customers from the stand-in.')
  }
  const { startStripe } = await import('./stripe')
  const { port, release } = await choosePort(ports?.stripe, 'the Stripe stand-in')
  const webhookUrl = `http://127.0.0.1:${appPort}/api/stripe/webhook`
  await release()
  const standIn = await startStripe({ port, webhookUrl, stateFile })
  await cleanups.add(standIn.close)
  const setWebhooks = (state: 'on' | 'off') => {
    const status = state === 'on' ? 'enabled' : 'disabled'
    for (const { id } of standIn.ctx.store.all('webhook_endpoint')) {
      standIn.ctx.transaction(() => standIn.ctx.store.patch(id, { status }))
    }
  }
  return { key: standIn.secretKey, webhookSecret: standIn.webhookSecret, apiBase: standIn.url, setWebhooks }
}

async function startMail({ folder, ports, cleanups }: StackOptions) {
  const web = await choosePort(ports?.mail, 'the email inbox')
  const smtp = await choosePort(ports?.smtp, 'its SMTP server')
  await Promise.all([web.release(), smtp.release()])
  const inbox = await startInbox(path.join(folder, 'mail'), { web: web.port, smtp: smtp.port })
  await cleanups.add(inbox.stop)
  return inbox
}

/** Stored so that a restart does not sign everyone out. */
function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(33).toString('base64'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}
