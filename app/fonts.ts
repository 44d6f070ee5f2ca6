import localFont from 'next/font/local'

// `npm run fonts` creates the font files.

const sans = localFont({ src: './fonts/geist-sans.woff2', variable: '--font-geist-sans', weight: '400 700' })

// Used for little text, so it is loaded only on pages that need it.
const mono = localFont({
  src: './fonts/geist-mono.woff2',
  variable: '--font-geist-mono',
  weight: '400',
  preload: false,
  adjustFontFallback: false,
})

/** The classes that define the font variables used in tailwind.config.ts. */
export const fontVariables = `${sans.variable} ${mono.variable}`
