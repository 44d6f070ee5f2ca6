// Applies prisma/migrations like `prisma migrate deploy`, but without Prisma's engine, a native binary that some machines
// cannot download. It uses Prisma's table, checksums, advisory lock, and rule for failed migrations, so Prisma's own
// commands work afterward. Usage: DATABASE_URL=… node prisma/migrate.mjs
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'migrations')
const prismaLock = 72707369

/**
 * Applies all pending migrations.
 *
 * @param {string} url the database's connection string
 * @param {string} [last] the last migration to apply (default: all)
 * @returns {Promise<string[]>} the names of the applied migrations
 */
export async function migrate(url, last) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaLock])
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`)
    return await applyMissing(client, last)
  } finally {
    await client.end()
  }
}

async function applyMissing(client, last) {
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const failed = rows.find((row) => !row.finished_at)
  if (failed) throw new Error(`P3009: migration ${failed.migration_name} failed earlier. See "prisma migrate resolve".`)
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  const entries = await readdir(folder, { withFileTypes: true })
  const all = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const names = last ? all.filter((name) => name <= last) : all
  const applied = []
  for (const name of names.sort()) {
    const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
    const checksum = createHash('sha256').update(sql).digest('hex')
    if (known.has(name)) {
      if (known.get(name) !== checksum) console.warn(`Migration ${name} was edited after it was applied.`)
      continue
    }
    await apply(client, name, sql, checksum)
    applied.push(name)
  }
  return applied
}

async function apply(client, name, sql, checksum) {
  const id = randomUUID()
  const insert = 'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)'
  await client.query(insert, [id, checksum, name])
  try {
    await client.query(sql)
  } catch (error) {
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, error.message])
    throw error
  }
  const finish = 'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1'
  await client.query(finish, [id])
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const applied = await migrate(process.env.DATABASE_URL ?? '')
  console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply')
}
