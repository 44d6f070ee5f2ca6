import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

export type SchemaEngine = glue.SchemaEngine

/**
 * Starts the WebAssembly build of Prisma's schema engine from npm. Prisma's commands use a native engine, which needs a
 * separate download that fails on some machines.
 *
 * @param emptyDatabase creates an empty database for replaying migrations and returns its URL
 */
export async function startSchemaEngine(emptyDatabase: () => Promise<string>): Promise<SchemaEngine> {
  await load()
  const connect = async () => adapter(await emptyDatabase())
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect,
    connectToShadowDb: connect,
  }
  return glue.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
}

let loaded: Promise<void> | undefined

function load(): Promise<void> {
  loaded ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const binary = readFileSync(script.replace(/\.js$/, '.wasm'))
    const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': glue as never })
    glue.__wbg_set_wasm(instance.exports)
    ;(instance.exports.__wbindgen_start as () => void)()
    // The engine reports a panic message here before it exits.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
    })
  })()
  return loaded
}

const oid = { char: 18, charArray: 1002 }

/** PostgreSQL's catalog has "char" columns that Prisma's adapter does not support. Returns them as arrays. */
class CatalogPool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: pg.Pool.query has ten overloads, and the adapter uses one.
  override async query(...args: [any, any?]): Promise<any> {
    const result = await super.query(...args)
    for (const field of result.fields ?? []) if (field.dataTypeID === oid.char) field.dataTypeID = oid.charArray
    return result
  }
}

async function adapter(connectionString: string): Promise<SqlDriverAdapter> {
  const pool = new CatalogPool({ connectionString, max: 1 })
  const inner = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  const queryRaw = inner.queryRaw.bind(inner)
  return Object.assign(inner, {
    queryRaw: async (query: Parameters<typeof queryRaw>[0]) => {
      const result = await queryRaw(query)
      const { CharacterArray, Character } = ColumnTypeEnum
      return { ...result, columnTypes: result.columnTypes.map((type) => (type === CharacterArray ? Character : type)) }
    },
    // Prisma's own version splits a script at every semicolon, including those in functions and strings.
    executeScript: async (script: string) => void (await pool.query(script)),
  })
}
