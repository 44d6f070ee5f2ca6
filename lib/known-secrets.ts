// Imported by lib/env.ts, which next.config.mjs loads too.

/** The variables that `knownSecrets` checks. */
type Secrets = {
  AUTH_SECRET: string
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
  CRON_SECRET?: string | undefined
}

const runRand = 'can be guessed, so it only works on this machine. Run `openssl rand -base64 33` and use the result'

/**
 * Finds secrets that anyone could know: the Stripe stand-in's, those published in this repository, and those that are easy to
 * guess. With them, anyone could forge sessions and webhooks.
 *
 * @returns each variable and how to fix it, without its value
 */
export function knownSecrets(env: Secrets): { name: keyof Secrets; message: string }[] {
  const found: { name: keyof Secrets; message: string }[] = []
  if (isGuessable(env.AUTH_SECRET)) found.push({ name: 'AUTH_SECRET', message: runRand })
  if (env.CRON_SECRET && isGuessable(env.CRON_SECRET)) found.push({ name: 'CRON_SECRET', message: runRand })
  if (env.STRIPE_SECRET_KEY.startsWith('sk_test_local')) {
    const message =
      'is the key of the Stripe stand-in, which only works on this machine. Use a key from the Stripe dashboard'
    found.push({ name: 'STRIPE_SECRET_KEY', message })
  }
  if (env.STRIPE_WEBHOOK_SECRET.split(',').some(isPlaceholder)) {
    const message =
      'is a placeholder, so anyone could forge webhooks. Use the signing secret of your endpoint from the Stripe dashboard'
    found.push({ name: 'STRIPE_WEBHOOK_SECRET', message })
  }
  return found
}

/**
 * True for a secret that is not random. It contains a word that examples use, too few different characters, a repeated part,
 * or a run from the keyboard or the alphabet. A random 16-byte secret matches less than once in a million.
 */
export function isGuessable(secret: string): boolean {
  if (/secret|password|changeme|change.me|example|replace.?this|placeholder/i.test(secret)) return true
  if (/01234567|12345678|abcdefgh|qwertyui/i.test(secret)) return true
  return new Set(secret).size < 8 || isRepeated(secret)
}

/** Stripe's signing secrets have 32 characters or more after the prefix. */
function isPlaceholder(webhookSecret: string): boolean {
  const random = webhookSecret.trim().slice('whsec_'.length)
  return random.length < 24 || isGuessable(random)
}

function isRepeated(text: string): boolean {
  const lengths = Array.from({ length: Math.floor(text.length / 2) }, (_, index) => index + 1)
  return lengths.some((length) => text.startsWith(text.slice(length)))
}
