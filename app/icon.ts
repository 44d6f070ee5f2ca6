import { product } from '@/lib/product'

export const contentType = 'image/svg+xml'
export const size = { width: 32, height: 32 }

/** The favicon: the logo on a colored tile. */
export default function Icon(): Response {
  const { path, background, foreground } = product.logo
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
    `<rect width="32" height="32" rx="7" fill="${background}"/>`,
    `<svg x="5" y="5" width="22" height="22" viewBox="0 0 24 24"><path d="${path}" fill="${foreground}"/></svg>`,
    '</svg>',
  ]
  return new Response(svg.join(''), { headers: { 'content-type': contentType } })
}
