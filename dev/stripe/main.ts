import { parseArgs } from 'node:util'
import { StateFileError } from './journal'
import { startServer } from './server'

// npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]

const { values } = parseArgs({
  options: { port: { type: 'string' }, webhook: { type: 'string' }, state: { type: 'string' } },
})
const port = Number(values.port ?? 12111)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be a number from 0 to 65535, not "${values.port}".`)
  process.exit(2)
}

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
