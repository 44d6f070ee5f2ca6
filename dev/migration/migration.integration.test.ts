import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type PrismaFolder, prismaFolder, schemaDifference } from './schema-difference'
import { type SchemaEngine, startSchemaEngine } from './schema-engine'
import { writeMigration } from './write-migration'

let engine: SchemaEngine
let copy: PrismaFolder
let temporary: string

beforeAll(async () => {
  engine = await startSchemaEngine(emptyDatabase)
})

beforeEach(() => {
  temporary = mkdtempSync(path.join(os.tmpdir(), 'migration-test-'))
  copy = { schema: path.join(temporary, 'schema'), migrations: path.join(temporary, 'migrations') }
  cpSync(prismaFolder.schema, copy.schema, { recursive: true })
  cpSync(prismaFolder.migrations, copy.migrations, { recursive: true })
})

afterEach(() => rmSync(temporary, { recursive: true, force: true }))

async function emptyDatabase(): Promise<string> {
  const server = inject('postgres')
  const name = `migration_${randomUUID()}`
  const client = new pg.Client(`${server}postgres`)
  await client.connect()
  await client.query(`CREATE DATABASE "${name}"`)
  await client.end()
  return `${server}${name}`
}

function editSchema(name: string, from: string | RegExp, to: string): void {
  const file = path.join(copy.schema, name)
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, before.replace(from, to))
  expect(readFileSync(file, 'utf8')).not.toBe(before)
}

function addMigration(sql: string): void {
  const folder = path.join(copy.migrations, '99990101000000_extra')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'migration.sql'), sql)
}

const now = new Date('2030-05-06T07:08:09Z')

test('the migrations match the schema (to fix this: npm run migration -- NAME)', async () => {
  expect(await schemaDifference(engine, prismaFolder)).toBeNull()
})

test('finds a column that is only in the schema', async () => {
  editSchema('projects.prisma', 'model Project {', 'model Project {\n  archivedAt DateTime?')
  expect(await schemaDifference(engine, copy)).toContain('ADD COLUMN     "archivedAt"')
})

test.each([
  ['column', 'ALTER TABLE "Project" ADD COLUMN "archivedAt" TIMESTAMP', 'DROP COLUMN "archivedAt"'],
  ['index', 'CREATE INDEX "by_name" ON "Project" ("name")', 'DROP INDEX "by_name"'],
  ['table', 'CREATE TABLE "Tag" ("id" TEXT PRIMARY KEY)', 'DROP TABLE "Tag"'],
])('finds an extra %s in the migrations', async (_what, extra, undo) => {
  addMigration(extra)
  expect(await schemaDifference(engine, copy)).toContain(undo)
})

test('a migration is written once and updates the database to match the schema', async () => {
  writeFileSync(path.join(copy.schema, 'tags.prisma'), 'model Tag {\n  id String @id\n  name String @unique\n}\n')
  const written = await writeMigration(engine, copy, 'add_tags', now)
  expect(written).toEqual({
    file: path.join(copy.migrations, '20300506070809_add_tags', 'migration.sql'),
    warnings: [],
  })
  expect(await schemaDifference(engine, copy)).toBeNull()
  expect(await writeMigration(engine, copy, 'add_tags_again', now)).toBeNull()
  expect(readdirSync(copy.migrations).filter((name) => name.includes('tags'))).toEqual(['20300506070809_add_tags'])
})

test('a new migration sorts after one with a later date', async () => {
  addMigration('SELECT 1')
  editSchema('projects.prisma', 'model Project {', 'model Project {\n  archivedAt DateTime?')
  const written = await writeMigration(engine, copy, 'archive', now)
  expect(written?.file).toContain('99990101000001_archive')
})

test('statements that delete data or fail on existing rows cause warnings in the migration', async () => {
  editSchema('people.prisma', / {2}locale .*\n/, '  timeZone String\n')
  const written = await writeMigration(engine, copy, 'time_zones', now)
  expect(written?.warnings).toEqual([
    'deletes the values in User.locale (to rename the column or change its type, edit the SQL)',
    'fails if User has rows: timeZone has no default',
  ])
  expect(readFileSync(written?.file ?? '', 'utf8')).toContain('-- WARNING: deletes the values in User.locale')
})

test.each(['', 'Add tags', 'add-tags', '../add', '1_tag', 'a'.repeat(61)])(
  'rejects "%s" as a migration name',
  async (name) => {
    await expect(writeMigration(engine, copy, name, now)).rejects.toThrow('is not a valid migration name')
  },
)

test('an invalid schema is rejected with its line number', async () => {
  editSchema('projects.prisma', 'model Project {', 'model Project {\n  owner Owner')
  await expect(writeMigration(engine, copy, 'owners', now)).rejects.toThrow(/Type "Owner" is neither a built-in type/)
})

test('the engine matches the installed Prisma version', () => {
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(`node_modules/@prisma/${name}/package.json`, 'utf8')).version
  expect(versionOf('schema-engine-wasm')).toBe(versionOf('engines-version'))
  expect(versionOf('driver-adapter-utils')).toBe(versionOf('client'))
})
