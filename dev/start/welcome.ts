import { product } from '@/lib/product'
import { demoPassword, demoTeams } from '@/prisma/seed/people'
import type { Settings } from './settings'
import type { Stack } from './stack'

/** The message of `npm run dev` once everything is running. */
export function welcome(stack: Stack, settings: Settings, isSeeded: boolean): string {
  const lines = ['', `  ${product.name} is running.`, '', `  App           ${stack.appUrl}${byThisName(stack.appUrl)}`]
  if (stack.mailUrl) lines.push(`  Email inbox   ${stack.mailUrl}`)
  if (stack.stripeUrl)
    lines.push(`  Stripe panel  ${stack.stripeUrl}   (simulated: no account, no keys, no real money)`)
  else lines.push('  Stripe        your test account, https://dashboard.stripe.com/test')
  const { passwordFile } = stack.database
  const password = passwordFile ? `   (password in ${passwordFile})` : ''
  lines.push(`  Database      ${withoutPassword(stack.env.DATABASE_URL ?? '')}${password}`, '')
  if (isSeeded) lines.push(...accounts(stack))
  if (stack.stripeUrl) lines.push('  Test card     4242 4242 4242 4242, any future date, any CVC', '')
  if (!stack.stripeUrl && !settings.stripe?.webhookSecret) lines.push(...webhookAdvice(stack))
  return [...lines, '  Press Ctrl-C to stop everything.', ''].join('\n')
}

/** Next prints its own URL, where cookies differ. Users who sign in there would return from Stripe signed out. */
function byThisName(appUrl: string): string {
  return new URL(appUrl).hostname === 'localhost' ? '   (use this hostname; Stripe’s pages return to it)' : ''
}

function accounts({ stripeUrl }: Stack): string[] {
  const [first, ...rest] = demoTeams
  const members = demoTeams.flatMap((team) => team.members ?? [])
  const others = [...rest, ...members].map(({ email }) => email.split('@')[0])
  const lines = [`  Sign in as    ${first?.email}   password: ${demoPassword}`]
  if (stripeUrl) lines.push(`  or as         ${others.join(', ')} (@${product.demoDomain}, same password)`)
  return lines
}

function webhookAdvice({ appUrl }: Stack): string[] {
  return [
    '  Stripe cannot reach this machine directly. Changes made in Checkout or the portal are synced anyway.',
    '  For all other changes, run the Stripe CLI and set STRIPE_WEBHOOK_SECRET in .env to its whsec_… value:',
    `    stripe listen --forward-to ${appUrl}/api/stripe/webhook`,
    '',
  ]
}

function withoutPassword(url: string): string {
  const { username, host, pathname } = new URL(url)
  return `postgresql://${username ? `${username}@` : ''}${host}${pathname}`
}
