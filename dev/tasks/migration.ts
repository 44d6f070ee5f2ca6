import { rmSync } from 'node:fs'
import path from 'node:path'
import { prismaFolder } from '../migration/schema-difference'
import { startSchemaEngine } from '../migration/schema-engine'
import { requireGoodName, type WrittenMigration, writeMigration } from '../migration/write-migration'
import { ensureDatabase, startPostgres } from '../postgres'
import { testFolder } from '../start/places'

// npm run migration -- NAME. Compares the migrations with the Prisma schema on a temporary PostgreSQL server. No other
// database is read or changed.

try {
  const [name = '', ...rest] = process.argv.slice(2)
  requireGoodName([name, ...rest].join(' '))
  report(await inPrivateDatabase((emptyDatabase) => write(name, emptyDatabase)))
  process.exit(0)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

async function write(name: string, emptyDatabase: () => Promise<string>): Promise<WrittenMigration | null> {
  return writeMigration(await startSchemaEngine(emptyDatabase), prismaFolder, name, new Date())
}

async function inPrivateDatabase<T>(work: (emptyDatabase: () => Promise<string>) => Promise<T>): Promise<T> {
  const folder = path.join(testFolder, `postgres-${process.pid}`)
  const server = await startPostgres(folder, { isThrowAway: true })
  let databases = 0
  try {
    return await work(() => ensureDatabase(server, `migration_${databases++}`))
  } finally {
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(migration: WrittenMigration | null): void {
  if (!migration) {
    console.log('No changes. The migrations already match the schema.')
    return
  }
  const { file, warnings } = migration
  console.log(`Wrote ${file}\n`)
  if (warnings.length > 0) {
    console.log('On a database with data, this migration:')
    for (const warning of warnings) console.log(`  - ${warning}`)
    console.log('')
  }
  console.log('Next:')
  console.log('  1. Review the SQL and edit it to preserve your data.')
  console.log('  2. Restart `npm run dev`. It applies the migration and generates the Prisma client.')
  console.log('  3. Commit the migration with the schema. In production, `npm run migrate` applies it.')
}
