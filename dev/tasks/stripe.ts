// npm run stripe -- [--port 12111] [--webhook URL] [--state FILE]: the Stripe stand-in alone.
import '../stripe/command-line'
