const lengthMax = 2000

/**
 * Parses a path in this app from untrusted text, so that a redirect to it cannot leave the site.
 *
 * @param text a value from a link, a form, or a header
 * @returns the percent-encoded path with its query, at most 2,000 characters; null for anything else
 */
export function localPathOf(text: string | null | undefined): string | null {
  if (!text?.startsWith('/') || text.length > lengthMax || hasTrickyCharacter(text)) return null
  const here = 'http://localhost'
  if (!URL.canParse(text, here)) return null
  const { origin, pathname, search } = new URL(text, here)
  const path = pathname + search
  // `/.//other.example` parses to the pathname `//other.example`, which a browser reads as another host.
  return origin === here && !path.startsWith('//') && path.length <= lengthMax ? path : null
}

/** Browsers read a backslash as a slash and drop tabs and line breaks. */
function hasTrickyCharacter(text: string): boolean {
  return [...text].some((character) => character === '\\' || character < ' ' || character === '\x7f')
}
