const lengthMax = 2000

/**
 * Reads a path of this application out of untrusted text, so that a redirect to it cannot leave the site.
 *
 * @param text what a link, a form or a header asked for
 * @returns the path with its query, percent-encoded, at most 2,000 characters; null for anything else
 */
export function localPathOf(text: string | null | undefined): string | null {
  if (!text?.startsWith('/') || text.length > lengthMax || hasTrickyCharacter(text)) return null
  const here = 'http://localhost'
  if (!URL.canParse(text, here)) return null
  const { origin, pathname, search } = new URL(text, here)
  const path = pathname + search
  // `/.//other.example` parses to the pathname `//other.example`, which a browser would take for another host.
  return origin === here && !path.startsWith('//') && path.length <= lengthMax ? path : null
}

/** Browsers read a backslash as a slash, and drop tabs and line breaks. */
function hasTrickyCharacter(text: string): boolean {
  return [...text].some((character) => character === '\\' || character < ' ' || character === '\x7f')
}
