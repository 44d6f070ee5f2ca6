import { type ChildProcess, fork } from 'node:child_process'
import { createServer, type Server, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { build } from 'esbuild'

/** Bundles app-process.ts into one script, so that a killed process restarts within a second. */
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

export type Booted = { child: ChildProcess; port: number }

/** Starts the script. It picks its own port, because a port that was free a moment ago may be taken. */
export function forkScript(script: string, own: Record<string, string>): Promise<Booted> {
  const env = { ...process.env, ...own, NODE_OPTIONS: '' } as NodeJS.ProcessEnv
  const execArgv = ['--conditions=react-server']
  const child = fork(script, { env, execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.once('message', (port: number) => resolve({ child, port }))
    child.once('exit', (code) => reject(new Error(`a process exited with ${code} before it was listening`)))
  })
}

/** App processes on one database that can be killed and restarted. */
export class Fleet {
  private children: ChildProcess[] = []
  readonly ports: number[] = []

  /** @param boot starts a process and resolves once it is listening */
  constructor(private boot: () => Promise<Booted>) {}

  async start(count: number): Promise<void> {
    const missing = Array.from({ length: count - this.children.length }, (_, index) => this.children.length + index)
    await Promise.all(missing.map((index) => this.place(index)))
  }

  /** Kills a process with SIGKILL and starts a new one in its place. */
  async kill(index: number): Promise<void> {
    await end(this.children[index])
    await this.place(index)
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map(end))
  }

  private async place(index: number): Promise<void> {
    const { child, port } = await this.boot()
    this.children[index] = child
    this.ports[index] = port
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** A round-robin load balancer. It responds with 502 if the process is down. */
export async function startProxy(ports: () => number[]): Promise<{ url: string; close: () => Promise<void> }> {
  let turn = 0
  const server: Server = createServer((incoming, outgoing) => {
    const all = ports()
    const port = all[turn++ % Math.max(1, all.length)]
    const options = { port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: incoming.headers }
    const upstream = send(options, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.on('error', () => outgoing.destroy()).pipe(outgoing)
    })
    upstream.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end()
    })
    incoming.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
