import type { NextConfig } from 'next'
import { PHASE_PRODUCTION_BUILD } from 'next/constants'
import { checkEnvForBuild, stripeOrigins } from './lib/env'
import { securityHeaders } from './lib/security-headers'

const config: NextConfig = {
  poweredByHeader: false,
  // In its usual corner the button of `next dev` would cover the way to sign out.
  devIndicators: { position: 'bottom-right' },
  typedRoutes: true,
  // An address with a slash at its end is answered too: Stripe takes a redirect of its webhook for a failure.
  skipTrailingSlashRedirect: true,
  // These load native code or open sockets, and stay ordinary Node modules.
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pg-boss', 'pino', 'nodemailer'],
  headers: async () => securityHeaders(),
}

export default function configure(phase: string): NextConfig {
  if (phase !== PHASE_PRODUCTION_BUILD) return config
  // At boot instrumentation.ts checks everything; a build may come before the secrets do.
  const built = stripeOrigins(checkEnvForBuild()).join(' ')
  // A build judges what ships. Tests lean on dev, which need not be there.
  return { ...config, env: { BUILT_STRIPE_ORIGINS: built }, typescript: { tsconfigPath: 'tsconfig.build.json' } }
}
