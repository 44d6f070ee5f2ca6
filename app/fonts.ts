import localFont from 'next/font/local'

// `npm run fonts` makes the files.

const sans = localFont({ src: './fonts/geist-sans.woff2', variable: '--font-geist-sans', weight: '400 700' })

// Only a few words are set in it, so a page without them does not load it.
const mono = localFont({
  src: './fonts/geist-mono.woff2',
  variable: '--font-geist-mono',
  weight: '400',
  preload: false,
  adjustFontFallback: false,
})

/** Defines the variables of the fonts, which tailwind.config.ts names. */
export const fontVariables = `${sans.variable} ${mono.variable}`
