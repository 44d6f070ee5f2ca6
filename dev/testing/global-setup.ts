import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '@/prisma/migrate.mjs'
import { ensureDatabase, startPostgres, stopPostgres } from '../postgres'
import { testFolder } from '../start/places'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: string
  }
}

/** One private PostgreSQL server for the run, with a migrated template for each worker's database. */
export default async function setup(project: TestProject): Promise<() => void> {
  await sweep()
  // A separate folder, so that concurrent runs do not conflict.
  const folder = path.join(testFolder, `postgres-${process.pid}`)
  const server = await startPostgres(folder, { isThrowAway: true })
  await migrate(await ensureDatabase(server, 'template'))
  project.provide('postgres', server.url(''))
  return () => {
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Stops and removes leftovers from killed runs. */
async function sweep(): Promise<void> {
  if (!existsSync(testFolder)) return
  for (const name of readdirSync(testFolder)) {
    const pid = Number(/^postgres-(\d+)$/.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    await stopPostgres(path.join(testFolder, name))
    rmSync(path.join(testFolder, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
