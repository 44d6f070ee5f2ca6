import { parseArgs } from 'node:util'
import { StateFileError } from './engine/core/state-file'
import { startServer } from './server'

// npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]

const usage = 'npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]'

function refuse(message: string): never {
  console.error(`${message}\n${usage}`)
  process.exit(2)
}

function readOptions() {
  try {
    return parseArgs({ options: { port: { type: 'string' }, webhook: { type: 'string' }, state: { type: 'string' } } })
      .values
  } catch (error) {
    refuse((error as Error).message)
  }
}

const values = readOptions()
const port = Number(values.port ?? 12111)
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  refuse(`--port must be a number from 0 to 65535, not "${values.port}".`)
if (values.webhook !== undefined && !/^https?:/.test(values.webhook))
  refuse(`--webhook must be an address, not "${values.webhook}".`)
if (values.state === '') refuse('--state needs the name of a file.')

try {
  const standIn = await startServer({ port, webhookUrl: values.webhook, stateFile: values.state })
  const { url, secretKey, webhookSecret } = standIn
  console.log(JSON.stringify({ url, secretKey, webhookSecret }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      await standIn.close()
      process.exit(0)
    })
  }
} catch (error) {
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  if (!isTaken && !(error instanceof StateFileError)) throw error
  console.error(isTaken ? `Port ${port} is taken. Choose another one with --port.` : (error as Error).message)
  process.exit(1)
}
