// npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]: the Stripe stand-in alone.
import { runCommand } from 'stripe-stand-in'
import { product } from '@/lib/product'

await runCommand(['--business-name', product.name, ...process.argv.slice(2)])
