import { PHASE_PRODUCTION_BUILD } from 'next/constants.js'
import { tsImport } from 'tsx/esm/api'

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // In its usual corner the button of `next dev` would cover Sign out.
  devIndicators: { position: 'bottom-right' },
  typedRoutes: true,
  // Answer addresses with a trailing slash too: Stripe counts a redirect from its webhook as a failure.
  skipTrailingSlashRedirect: true,
  // These load native code or open sockets, so they stay ordinary Node modules.
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pg-boss', 'pino', 'nodemailer'],
  async headers() {
    const { securityHeaders } = await tsImport('./lib/security-headers.ts', import.meta.url)
    return securityHeaders()
  },
}

/** @returns {Promise<import('next').NextConfig>} */
export default async function configure(/** @type {string} */ phase) {
  if (phase !== PHASE_PRODUCTION_BUILD) return config
  // A build may come before its secrets, so it checks only what is set. instrumentation.ts checks the rest at boot.
  const { checkEnvForBuild, stripeOrigins } = await tsImport('./lib/env.ts', import.meta.url)
  const built = stripeOrigins(checkEnvForBuild()).join(' ')
  // Type-check only what ships. Tests import dev, which may be gone.
  return { ...config, env: { BUILT_STRIPE_ORIGINS: built }, typescript: { tsconfigPath: 'tsconfig.build.json' } }
}
