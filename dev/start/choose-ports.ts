import { type Reservation, reserveNear } from '../ports'
import type { Settings } from './settings'

/** Preferred ports, so that URLs stay the same between starts. */
export type Ports = { app: number; stripe: number; mail: number; smtp: number; postgres: number }

/** Defaults for `npm run dev`. */
export const usualPorts: Ports = { app: 3000, stripe: 12111, mail: 1080, smtp: 1025, postgres: 54330 }

/** Reserves the preferred port, or prints a message and uses a free one. */
export async function choosePort(wanted: number | undefined, what: string): Promise<Reservation> {
  const reservation = await reserveNear(wanted ?? 0)
  if (wanted !== undefined && reservation.port !== wanted) {
    console.log(`Port ${wanted} is in use by another program. Using port ${reservation.port} for ${what}.`)
  }
  return reservation
}

/** The configured port of the app. */
export function wantedAppPort({ port, appUrl }: Settings, usual: number | undefined): number | undefined {
  if (port !== undefined) return port
  const given = isLocal(appUrl) ? Number(new URL(appUrl).port) : 0
  return given || usual
}

/** The app's URL: the configured tunnel, or this machine with the reserved port. */
export function appUrlOf({ appUrl }: Settings, host: string, port: number): string {
  return appUrl && !isLocal(appUrl) ? new URL(appUrl).origin : `http://${host}:${port}`
}

function isLocal(url: string | undefined): url is string {
  if (!url) return false
  if (!URL.canParse(url)) throw new Error(`APP_URL is not a valid URL: ${url}`)
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}
