import { type Reservation, reserveNear } from '../ports'
import type { Settings } from './settings'

/** The port that each part takes when it can, so that addresses stay the same from one start to the next. */
export type Ports = { app: number; stripe: number; mail: number; smtp: number; postgres: number }

/** What `npm run dev` prefers. */
export const usualPorts: Ports = { app: 3000, stripe: 12111, mail: 1080, smtp: 1025, postgres: 54330 }

/** Reserves the port that is wanted, or a free one, saying so. */
export async function choosePort(wanted: number | undefined, what: string): Promise<Reservation> {
  const reservation = await reserveNear(wanted ?? 0)
  if (wanted !== undefined && reservation.port !== wanted) {
    console.log(`Port ${wanted} is taken by another program, so ${what} is on ${reservation.port}.`)
  }
  return reservation
}

/** The port that the settings want for the app. */
export function wantedAppPort({ port, appUrl }: Settings, usual: number | undefined): number | undefined {
  if (port !== undefined) return port
  const given = isLocal(appUrl) ? Number(new URL(appUrl).port) : 0
  return given || usual
}

/** The app's own address: a tunnel's that was configured, else this machine's with the port that was free. */
export function appUrlOf({ appUrl }: Settings, host: string, port: number): string {
  return appUrl && !isLocal(appUrl) ? new URL(appUrl).origin : `http://${host}:${port}`
}

function isLocal(url: string | undefined): url is string {
  if (!url) return false
  if (!URL.canParse(url)) throw new Error(`APP_URL is not an address: ${url}`)
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}
