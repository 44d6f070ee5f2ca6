import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { migrate } from '@/prisma/migrate.mjs'
import { ensureDatabase, startPostgres } from '../postgres'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: string
  }
}

/** One private PostgreSQL for the whole run, with a migrated template that each worker's database is copied from. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = '.portico/test/postgres'
  rmSync(folder, { recursive: true, force: true })
  const server = await startPostgres(folder)
  await migrate(await ensureDatabase(server, 'template'))
  project.provide('postgres', server.url(''))
  return () => server.stop()
}
