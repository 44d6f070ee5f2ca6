import { parseArgs } from 'node:util'
import { StateFileError } from './engine/core/state-file'
import { startStandIn } from './server'

const usage = `Usage: stripe-stand-in [options]

  --port NUMBER          the port to listen on; 0 picks a free one (12111)
  --webhook URL          sends every event to this URL
  --state FILE           stores the state in this file across restarts
  --business-name NAME   the name on the hosted pages and invoices (Acme)
  --default-portal       creates a default portal configuration
  --help                 shows this help`

const options = {
  port: { type: 'string', default: '12111' },
  webhook: { type: 'string' },
  state: { type: 'string' },
  'business-name': { type: 'string' },
  'default-portal': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/**
 * The `stripe-stand-in` command. Prints one line of JSON when the stand-in is ready, and runs until it gets a signal.
 * @param args the command-line arguments; the last value of a repeated option wins
 */
export async function runCommand(args: string[]): Promise<void> {
  const values = readOptions(args)
  if (values.help) {
    console.log(usage)
    return
  }
  const port = Number(values.port)
  if (values.port === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    exitWithUsage(`--port must be a number from 0 to 65535, not "${values.port}".`)
  if (values.webhook !== undefined && !isWebAddress(values.webhook))
    exitWithUsage(`--webhook must be an http or https URL, not "${values.webhook}".`)
  if (values.state === '') exitWithUsage('--state needs a file name.')
  if (values['business-name'] === '') exitWithUsage('--business-name needs a name.')
  try {
    const standIn = await startStandIn({
      port,
      webhookUrl: values.webhook,
      stateFile: values.state,
      businessName: values['business-name'],
      defaultPortal: values['default-portal'],
    })
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
    console.error(isTaken ? `Port ${port} is taken. Choose another with --port.` : (error as Error).message)
    process.exit(1)
  }
}

function readOptions(args: string[]) {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    exitWithUsage((error as Error).message)
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function exitWithUsage(message: string): never {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}
