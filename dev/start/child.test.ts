import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { startChild, stopChild } from './child'

it('stops a long-running child', async () => {
  const child = startChild(['-e', 'setInterval(() => {}, 1000)'])
  await stopChild(child)
  expect(child.exitCode ?? child.signalCode).not.toBeNull()
  await stopChild(child)
})

it('kills a child that ignores the stop signal', async () => {
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('up')"
  const child = startChild(['-e', deaf])
  await new Promise((resolve) => child.once('message', resolve))
  await stopChild(child, 300)
  expect(child.signalCode).toBe('SIGKILL')
})

it('stops the child when the parent is killed', async () => {
  const module = pathToFileURL('dev/start/run-in-place.mjs').href
  const program = `
    import { spawn } from 'node:child_process'
import { once } from 'node:events'
    import { tiedToUs } from '${module}'
    const { flags, env } = tiedToUs()
    spawn(process.execPath, [...flags, '-e', 'console.log("up"); setInterval(() => {}, 1000)'],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...env } })
    setInterval(() => {}, 1000)`
  const args = ['--input-type=module', '-e', program]
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(parent.stdout, 'data')
  parent.kill('SIGKILL')
  // The stream ends when no process can write to it anymore.
  await once(parent.stdout.resume(), 'close')
}, 30_000)
