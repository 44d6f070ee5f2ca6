import net from 'node:net'

/** A port that was free on 127.0.0.1 a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** True when a server can be started on this port, and would be the one that `localhost` leads to. */
export async function isFree(port: number): Promise<boolean> {
  // On some systems one program can listen on all addresses and another on 127.0.0.1, so binding alone proves little.
  if ((await isListening(port)) || (await isListening(port, '::1'))) return false
  return new Promise((resolve) => {
    const server = net.createServer().on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
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
