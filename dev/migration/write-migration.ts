import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { migrationNames, type PrismaFolder, schemaDifference } from './schema-difference'
import type { SchemaEngine } from './schema-engine'
import { warningsOf } from './warnings'

export type WrittenMigration = { file: string; warnings: string[] }

/**
 * Writes a migration that brings the existing migrations up to date with the schema.
 *
 * @param name describes the migration, such as `add_project_archive`
 * @param now the time for the folder name, so that migrations sort by age
 * @returns null without writing anything if there is no difference
 * @throws Error for an invalid name or schema, or a migration that cannot be applied
 */
export async function writeMigration(
  engine: SchemaEngine,
  folder: PrismaFolder,
  name: string,
  now: Date,
): Promise<WrittenMigration | null> {
  requireGoodName(name)
  const sql = await schemaDifference(engine, folder)
  if (sql === null) return null
  const place = path.join(folder.migrations, `${nextTimestamp(migrationNames(folder.migrations), now)}_${name}`)
  const file = path.join(place, 'migration.sql')
  const warnings = warningsOf(sql)
  mkdirSync(place, { recursive: true })
  writeFileSync(file, `${warnings.map((warning) => `-- WARNING: ${warning}\n`).join('')}${sql}`)
  return { file, warnings }
}

/** @throws Error for a name that is not readable or does not work in every file system */
export function requireGoodName(name: string): void {
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) && name.length <= 60) return
  const example = 'npm run migration -- add_project_archive'
  throw new Error(
    `"${name}" is not a valid migration name. Use at most 60 lowercase letters, digits, and underscores: ${example}`,
  )
}

/** The time as digits, or one second after the newest migration if that is later. */
function nextTimestamp(names: string[], now: Date): string {
  const newest = names.at(-1)?.slice(0, 14) ?? ''
  const digits = (date: Date) => date.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  if (digits(now) > newest) return digits(now)
  const [year, month, day, hour, minute, second] = newest.match(/^\d{4}|\d\d/g)?.map(Number) ?? []
  return digits(new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, (second ?? 0) + 1)))
}
