import { type ChildProcess, fork } from 'node:child_process'
import { createServer, type Server, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { build } from 'esbuild'

/** Puts app-process.ts into one script, so that a process that was killed is back within a second. */
export async function bundleProcess(file: string): Promise<void> {
  await build({
    entryPoints: [path.join('dev', 'simulation', 'app-process.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    conditions: ['react-server'],
    logLevel: 'error',
  })
}

/** Several processes of the product on one database, which can be killed and come back. */
export class Fleet {
  private children: ChildProcess[] = []
  readonly ports: number[] = []

  constructor(
    private script: string,
    private env: Record<string, string>,
  ) {}

  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => this.boot(index)))
  }

  /** SIGKILL, as a machine that goes away; then a new process in its place. */
  async kill(index: number): Promise<void> {
    const child = this.children[index]
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    child?.kill('SIGKILL')
    await gone
    await this.boot(index)
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    }
  }

  private boot(index: number): Promise<void> {
    const env = { ...process.env, ...this.env, NODE_OPTIONS: '' } as NodeJS.ProcessEnv
    const child = fork(this.script, {
      env,
      execArgv: ['--conditions=react-server'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.children[index] = child
    return new Promise((resolve, reject) => {
      // It chooses its port itself: one that was free a moment ago may be taken by now.
      child.once('message', (port: number) => {
        this.ports[index] = port
        resolve()
      })
      child.once('exit', (code) => reject(new Error(`a process ended with ${code} before it listened`)))
    })
  }
}

/** A small load balancer: each request goes to the next process; 502 when that one is not there. */
export async function startProxy(ports: () => number[]): Promise<{ url: string; close: () => Promise<void> }> {
  let turn = 0
  const server: Server = createServer((incoming, outgoing) => {
    const all = ports()
    const port = all[turn++ % Math.max(1, all.length)]
    const options = { port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: incoming.headers }
    const onward = send(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('error', () => outgoing.destroy()).pipe(outgoing)
    })
    onward.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end()
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
