import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import subsetFont from 'subset-font'

// npm run fonts. Subsets the fonts from the geist package to Latin characters and the weights and features in use.

const source = path.join('node_modules', 'geist')
const target = path.join('app', 'fonts')

// The subsets that Google Fonts calls latin and latin-ext.
const latin = '0-ff 131 152-153 2bb-2bc 2c6 2da 2dc 304 308 329 2000-206f 20ac 2122 2191 2193 2212 2215 feff fffd'
const latinExtended =
  '100-2ba 2bd-2c5 2c7-2cc 2ce-2d7 2dd-2ff 1d00-1dbf 1e00-1e9f 1ef2-1eff 2020 20a0-20ab 20ad-20c0 2113 2c60-2c7f a720-a7ff'

// Features that browsers enable by default, and digits of equal width (`tabular-nums`).
const keepFeatures = ['calt', 'ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk', 'rlig', 'rvrn', 'tnum']

const fonts = [
  {
    from: 'geist-sans/Geist-Variable.woff2',
    to: 'geist-sans.woff2',
    characters: `${latin} ${latinExtended}`,
    wght: { min: 400, max: 700 },
  },
  { from: 'geist-mono/GeistMono-Variable.woff2', to: 'geist-mono.woff2', characters: latin, wght: 400 },
]

for (const { from, to, characters, wght } of fonts) {
  const original = readFileSync(path.join(source, 'dist', 'fonts', from))
  const options = { targetFormat: 'woff2', variationAxes: { wght }, keepFeatures } as const
  const subset = await subsetFont(original, textOf(characters), options)
  writeFileSync(path.join(target, to), subset)
  console.log(`${to}: ${original.length} bytes reduced to ${subset.length}.`)
}
copyFileSync(path.join(source, 'LICENSE.txt'), path.join(target, 'license.txt'))

/** Expands a list of hexadecimal code points and ranges to characters. */
function textOf(ranges: string): string {
  return ranges
    .split(' ')
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map((code) => Number.parseInt(code, 16))
      return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))
    })
    .join('')
}
