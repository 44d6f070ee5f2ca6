import { Hono } from 'hono'
import type { Site } from '../shared/web'

/** The developer's panel. */
export function panelPages(_site: Site): Hono {
  return new Hono()
}
