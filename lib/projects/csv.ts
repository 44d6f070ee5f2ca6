import 'server-only'

/** Writes rows as CSV (RFC 4180), in UTF-8 with the byte order mark that Excel needs. */
export function csvOf(rows: string[][]): string {
  return `\ufeff${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

function cell(text: string): string {
  // Spreadsheets run a cell that looks like a formula (OWASP: CSV Injection).
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
