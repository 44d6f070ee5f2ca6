import { expect, it } from 'vitest'
import { csvOf } from './csv'

const cellOf = (text: string) => csvOf([[text]]).slice(1, -2)

it('writes one line per row after a UTF-8 byte order mark', () => {
  expect(
    csvOf([
      ['id', 'name'],
      ['1', 'Café'],
    ]),
  ).toBe('\ufeffid,name\r\n1,Café\r\n')
})

it.each([
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['the "best"', '"the ""best"""'],
  ['two\nlines', '"two\nlines"'],
])('quotes %j if necessary', (text, written) => {
  expect(cellOf(text)).toBe(written)
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("https://evil.example")'])(
  'prevents a spreadsheet from running %j',
  (text) => {
    expect(cellOf(text)).toMatch(/^"?'/)
  },
)
