/** One line of text. Positions and sizes are in points from the lower-left corner. */
export type TextAt = { x: number; y: number; size: number; text: string; bold?: boolean }

/** Writes a one-page A4 PDF in two standard fonts. Characters outside Latin-1 become `?` to avoid embedding a font. */
export function pdf(texts: TextAt[]): Uint8Array {
  const commands = texts.map(({ x, y, size, text, bold }) => {
    return `BT /${bold ? 'F2' : 'F1'} ${size} Tf ${x} ${y} Td (${escaped(text)}) Tj ET`
  })
  const content = commands.join('\n')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>',
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = file.length
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Uint8Array.from(file, (character) => character.charCodeAt(0))
}

function font(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
}

/** Replaces characters that do not fit in one byte, so that string lengths match byte offsets. */
function escaped(text: string): string {
  const latin = [...text.replaceAll('−', '-').replaceAll('\u00a0', ' ')].map((character) => {
    const code = character.codePointAt(0) ?? 0
    return code >= 32 && code < 256 && !(code >= 127 && code < 160) ? character : '?'
  })
  return latin.join('').replace(/[\\()]/g, '\\$&')
}
