import { product } from '@/lib/product'

export const contentType = 'image/svg+xml'
export const size = { width: 32, height: 32 }

/** The favicon: the logo on a colored tile. */
export default function Icon(): Response {
  const { path, background, foreground } = product.logo
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
    `<rect width="32" height="32" rx="7" fill="${background}"/>`,
    `<path transform="translate(6.4 6.4) scale(.8)" d="${path}" fill="${foreground}"/>`,
    '</svg>',
  ]
  return new Response(svg.join(''), { headers: { 'content-type': contentType } })
}
