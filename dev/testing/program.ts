import { spawn } from 'node:child_process'

/** Runs a program and shows progress. Prints its output only on failure. Returns whether it succeeded. */
export async function runProgram(command: string, args: string[], what: string): Promise<boolean> {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  console.log(`${what}…`)
  const timer = setInterval(() => console.log(`  … still running after ${seconds()} s`), 10_000)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output = (output + data).slice(-600)
    })
  }
  const works = await new Promise<boolean>((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(false)
    })
    child.on('close', (status) => resolve(status === 0))
  })
  clearInterval(timer)
  console.log(works ? `${what}: done in ${seconds()} s` : `${what} failed:\n${output.trim()}`)
  return works
}
