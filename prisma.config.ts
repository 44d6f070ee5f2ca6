import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'prisma/config'

// Prisma reads no .env by itself. What is in the environment already wins.
if (existsSync('.env')) process.loadEnvFile('.env')

// `prisma generate` needs no engine, but refuses to start when its download failed (no network): any existing file
// satisfies it. Where the engine is there, it is left alone.
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
