import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createGenerator } from 'ts-json-schema-generator'

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url))

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
    path: at('parameter-types.ts'),
    tsconfig: at('../../../tsconfig.json'),
    skipTypeCheck: true,
  })
  const names = [...readFileSync(at('parameter-types.ts'), 'utf8').matchAll(/export type (\w+)/g)].map(
    (match) => match[1] ?? '',
  )
  const schemas = names.sort().map((name) => {
    const { $schema: _dialect, ...schema } = generator.createSchema(name)
    return `${JSON.stringify(name)}: ${JSON.stringify(schema)}`
  })
  return `{\n${schemas.join(',\n')}\n}\n`
}

/**
 * Returns the text for expandable.json: the names of the fields that contain an ID or its expanded object. The SDK types
 * them as a union of `string` and a resource.
 */
export function generateExpandables(): string {
  const folder = at('../../../node_modules/stripe/esm/resources')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'))
  const field = /^ +(\w+)\??: (?:Array<)?string \| (?!OtherString|null)[A-Z]\w*/gm
  const names = files.flatMap((name) =>
    [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(field)].map((match) => match[1] ?? ''),
  )
  return `${JSON.stringify([...new Set(names)].sort())}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(at('schemas.json'), generateSchemas())
  writeFileSync(at('expandable.json'), generateExpandables())
}
