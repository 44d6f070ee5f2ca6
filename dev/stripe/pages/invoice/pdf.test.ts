import { describe, expect, it } from 'vitest'
import { pdf } from './pdf'

function written(text: string): string {
  return Buffer.from(pdf([{ x: 50, y: 700, size: 10, text }])).toString('latin1')
}

describe('pdf', () => {
  it('has the correct offset for each object and for the cross-reference table', () => {
    const file = written('Invoice')
    const table = Number(/startxref\n(\d+)/.exec(file)?.[1])
    expect(file.slice(table, table + 4)).toBe('xref')
    const offsets = [...file.matchAll(/^(\d{10}) 00000 n /gm)].map((row) => Number(row[1]))
    expect(offsets).toHaveLength(6)
    for (const [index, offset] of offsets.entries())
      expect(file.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj`))
  })

  it('has the correct length for its content stream', () => {
    const file = written('Größe (5 €)')
    const [, length, content] = /<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(file) ?? []
    expect(content).toHaveLength(Number(length))
  })

  it('escapes characters that would end the text', () => {
    expect(written('a) Tj ET \\ (')).toContain('(a\\) Tj ET \\\\ \\()')
  })
})
