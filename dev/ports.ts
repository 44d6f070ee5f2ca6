import net from 'node:net'

/**
 * A port that nobody else gets until it is released, right before the program that needs it starts. get-port only says
 * what is free now: two clones that start together would be given the same one.
 */
export type Reservation = { port: number; release: () => Promise<void> }

/** A port that was free on 127.0.0.1 a moment ago. */
export async function freePort(): Promise<number> {
  const { port, release } = await reserve(0)
  await release()
  return port
}

/** Reserves a port; 0 stands for any. Throws when it is taken. */
export async function reserve(wanted: number): Promise<Reservation> {
  const server = net.createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', resolve)
  })
  const { port } = server.address() as net.AddressInfo
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** Reserves the wanted port, or another one when that is taken. */
export async function reserveNear(wanted: number): Promise<Reservation> {
  // On some systems one program can listen on all addresses and another on 127.0.0.1, so binding alone proves little.
  if ((await isListening(wanted)) || (await isListening(wanted, '::1'))) return reserve(0)
  return reserve(wanted).catch(() => reserve(0))
}

/** True when something answers on this port of this machine. */
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

/** Waits until nothing listens on a port any more, at most `ms` milliseconds. */
export async function untilFree(port: number, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (!(await isListening(port))) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
