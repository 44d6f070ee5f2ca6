import { expect, it } from 'vitest'
import { readProjectFiles } from './architecture/project-files'

// Whoever clones the starter renames it in lib/product.ts, and should find its old name nowhere else in what ships or is
// tested. This looks for the starter's own name: yours may be a word that code uses.

const starter = /portico/i

const mayNameIt = [
  /^lib\/product\.ts$/,
  // For people, who rewrite them anyway.
  /^(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|UPGRADE|AGENTS)\.md$|^LICENSE$|^docs\//,
  // npm wants a name that is written out.
  /^package(-lock)?\.json$/,
  /^dev\/product-name\.test\.ts$/,
]

it('names the product in lib/product.ts alone', () => {
  const found = [...readProjectFiles()]
    .filter(([file, text]) => starter.test(file) || starter.test(text))
    .map(([file]) => file)
    .filter((file) => !mayNameIt.some((allowed) => allowed.test(file)))
  expect(found, 'read the name, or an id that begins with it, from lib/product.ts').toEqual([])
})
