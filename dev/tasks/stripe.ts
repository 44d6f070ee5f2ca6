// npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]: runs only the Stripe stand-in.
import { runCommand } from 'stripe-stand-in'
import { product } from '@/lib/product'

await runCommand(['--business-name', product.name, ...process.argv.slice(2)])
