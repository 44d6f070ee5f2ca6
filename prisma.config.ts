import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'prisma/config'

// Prisma does not load .env by itself. Existing environment variables take precedence.
if (existsSync('.env')) process.loadEnvFile('.env')

// `prisma generate` does not use the engine, but does not start if the engine could not be downloaded. Any existing file
// satisfies it, so use one if the engine is missing.
const engines = 'node_modules/@prisma/engines'
const hasEngine = existsSync(engines) && readdirSync(engines).some((name) => name.startsWith('schema-engine-'))
if (!hasEngine && !process.env.PRISMA_SCHEMA_ENGINE_BINARY) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY = process.execPath
}

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations', seed: 'node --conditions=react-server --import tsx prisma/seed.ts' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
