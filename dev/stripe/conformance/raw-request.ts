import type { World } from './world'

export type RawAnswer = {
  status: number
  headers: Headers
  body: Record<string, unknown>
  error: Record<string, unknown>
}

type Request = { method?: string; body?: string; key?: string | null; headers?: Record<string, string> }

/** Sends an unmodified request, for input that the SDK would reject. */
export async function raw(
  world: World,
  path: string,
  { method = 'GET', body, key, headers }: Request = {},
): Promise<RawAnswer> {
  const isLocal = world.target === 'local'
  const secret = isLocal ? world.standIn.secretKey : (process.env.STRIPE_SECRET_KEY ?? '')
  const origin = isLocal ? world.standIn.url : 'https://api.stripe.com'
  const sent = new Headers(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' })
  if (key !== null) sent.set('authorization', `Bearer ${key ?? secret}`)
  for (const [name, value] of Object.entries(headers ?? {})) sent.set(name, value)
  const response = await fetch(origin + path, { method, body, headers: sent })
  const json = (await response.json()) as Record<string, unknown>
  return {
    status: response.status,
    headers: response.headers,
    body: json,
    error: (json.error ?? {}) as Record<string, unknown>,
  }
}

export function post(
  world: World,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return raw(world, path, { method: 'POST', body, headers })
}
