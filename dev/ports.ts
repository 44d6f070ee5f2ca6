import net from 'node:net'

/**
 * Reserves a port until it is released, right before its program starts. get-port only finds ports that are free now, so
 * two clones that start together could get the same one.
 */
export type Reservation = { port: number; release: () => Promise<void> }

/** A port that was free on 127.0.0.1 when checked. */
export async function freePort(): Promise<number> {
  const { port, release } = await reserve(0)
  await release()
  return port
}

/** Reserves a port, or any port for 0. Throws if it is in use. */
export async function reserve(wanted: number): Promise<Reservation> {
  const server = net.createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', resolve)
  })
  const { port } = server.address() as net.AddressInfo
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** Reserves the preferred port, or another one if it is in use. */
export async function reserveNear(wanted: number): Promise<Reservation> {
  // On some systems one program can bind all interfaces and another 127.0.0.1, so binding alone is not enough.
  if ((await isListening(wanted)) || (await isListening(wanted, '::1'))) return reserve(0)
  return reserve(wanted).catch(() => reserve(0))
}

/** Whether a program is listening on this local port. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** Waits at most `ms` milliseconds until nothing listens on a port. */
export async function untilFree(port: number, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (!(await isListening(port))) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
