// npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]: the Stripe stand-in alone.
import { runCommand } from 'stripe-stand-in'
import { businessName } from '../start/stripe'

await runCommand(['--business-name', businessName, ...process.argv.slice(2)])
