import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { SchemaEngine } from './schema-engine'

/** A project's schema and migrations. */
export type PrismaFolder = { schema: string; migrations: string }

export const prismaFolder: PrismaFolder = {
  schema: path.join('prisma', 'schema'),
  migrations: path.join('prisma', 'migrations'),
}

/** Migration names, oldest first. */
export function migrationNames(folder: string): string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/**
 * The SQL that brings the migrations up to date with the schema.
 *
 * @returns null if they match
 * @throws Error with Prisma's message if the schema is invalid or a migration fails
 */
export async function schemaDifference(
  engine: SchemaEngine,
  { schema, migrations }: PrismaFolder,
): Promise<string | null> {
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList(migrations) },
    to: { tag: 'schemaDatamodel', files: schemaFiles(schema) },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  })
  return exitCode === 0 ? null : (stdout ?? '')
}

function schemaFiles(folder: string) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.prisma'))
  return names.map((name) => ({ path: name, content: readFileSync(path.join(folder, name), 'utf8') }))
}

function migrationList(folder: string) {
  const lock = path.join(folder, 'migration_lock.toml')
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames(folder).map((name) => {
      const value = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
    }),
  }
}
