import { expect, it } from 'vitest'
import { readProjectFiles } from './architecture/project-files'

// Users rename the starter in lib/product.ts, so its name must not appear elsewhere in shipped or tested files. This only
// checks the starter's own name, because a new name may also be a word in code.

const starter = /portico/i

const mayNameIt = [
  /^lib\/product\.ts$/,
  // Documents, which users rewrite anyway.
  /^(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|UPGRADE|AGENTS)\.md$|^LICENSE$|^docs\//,
  // npm needs a literal name.
  /^package(-lock)?\.json$/,
  /^dev\/product-name\.test\.ts$/,
]

it('the product name appears only in lib/product.ts', () => {
  const found = [...readProjectFiles()]
    .filter(([file, text]) => starter.test(file) || starter.test(text))
    .map(([file]) => file)
    .filter((file) => !mayNameIt.some((allowed) => allowed.test(file)))
  expect(found, 'import the name, or an id that starts with it, from lib/product.ts').toEqual([])
})
