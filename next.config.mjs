import { PHASE_PRODUCTION_BUILD } from 'next/constants.js'
import { tsImport } from 'tsx/esm/api'

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // In its default corner, the `next dev` button would cover the Sign out button.
  devIndicators: { position: 'bottom-right' },
  typedRoutes: true,
  // The largest form has a few hundred bytes. Next.js reads the whole body before the action can reject it.
  experimental: { serverActions: { bodySizeLimit: '64kb' } },
  // Do not redirect URLs with a trailing slash, because Stripe treats a redirect from a webhook as a failure.
  skipTrailingSlashRedirect: true,
  // These load native code or open sockets, so they are not bundled.
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pg-boss', 'pino', 'nodemailer'],
  async headers() {
    const { securityHeaders } = await tsImport('./lib/security-headers.ts', import.meta.url)
    return securityHeaders()
  },
}

/** @returns {Promise<import('next').NextConfig>} */
export default async function configure(/** @type {string} */ phase) {
  if (phase !== PHASE_PRODUCTION_BUILD) return config
  // An image may be built before its secrets exist, so check only what is set. instrumentation.ts checks the rest at boot.
  const { checkEnvForBuild, stripeOrigins } = await tsImport('./lib/env.ts', import.meta.url)
  const built = stripeOrigins(checkEnvForBuild()).join(' ')
  // Type-check only what ships. Tests import dev, which may have been deleted.
  return { ...config, env: { BUILT_STRIPE_ORIGINS: built }, typescript: { tsconfigPath: 'tsconfig.build.json' } }
}
