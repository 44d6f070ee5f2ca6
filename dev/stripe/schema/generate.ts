import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createGenerator } from 'ts-json-schema-generator'

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** The JSON schemas of every type in params.ts, by name, as the text of schemas.json. */
export function generateSchemas(): string {
  const options = {
    additionalProperties: false,
    jsDoc: 'none',
    expose: 'none',
    topRef: false,
    encodeRefs: false,
  } as const
  const generator = createGenerator({
    ...options,
    path: at('params.ts'),
    tsconfig: at('../../../tsconfig.json'),
    skipTypeCheck: true,
  })
  const names = [...readFileSync(at('params.ts'), 'utf8').matchAll(/export type (\w+)/g)].map((match) => match[1] ?? '')
  const schemas = names.sort().map((name) => {
    const { $schema: _dialect, ...schema } = generator.createSchema(name)
    return `${JSON.stringify(name)}: ${JSON.stringify(schema)}`
  })
  return `{\n${schemas.join(',\n')}\n}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(at('schemas.json'), generateSchemas())
