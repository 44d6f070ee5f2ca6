import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { product } from '@/lib/product'

it('the stand-in is a package of its own, which does not know the product that starts it', () => {
  const folder = path.join('dev', 'stripe')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](dist|node_modules)[\\/]/.test(file))
  const name = new RegExp(product.name, 'i')
  expect(files.length).toBeGreaterThan(200)
  expect(files.filter((file) => name.test(readFileSync(file, 'utf8')))).toEqual([])
})
