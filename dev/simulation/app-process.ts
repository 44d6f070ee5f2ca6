import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  drainBilling,
  drainSoon,
  finishPortalFlow,
  flowSchema,
  handleStripeWebhook,
  startPortalFlow,
} from '@/lib/billing'
import { requireViewerFor } from '../testing/viewers'

// An app process without Next.js: the same handlers behind a Node HTTP server, and the same background loop. It sends
// its port to the parent, takes the user id from the URL, and can be killed with SIGKILL at any time.

const loopMs = 300

const logFailure = (error: unknown) => console.error('draining failed and will be retried:', error)

type Handler = (request: Request, url: URL) => Promise<Response>

const viewer = (url: URL) => requireViewerFor(url.searchParams.get('user') ?? '')

const handlers: Record<string, Handler> = {
  '/api/stripe/webhook': async (request) => {
    const response = await handleStripeWebhook(request)
    if (response.ok) void drainSoon().catch(logFailure)
    return response
  },
  '/flow': async (_, url) => {
    const link = await startPortalFlow(await viewer(url), flowSchema.parse({ flow: url.searchParams.get('flow') }))
    return Response.json({ url: link })
  },
  '/return': async (_, url) => {
    const { searchParams } = url
    const path = searchParams.get('path') ?? ''
    return Response.json({
      page: await finishPortalFlow(await viewer(url), path, searchParams.get('flow'), new Date()),
    })
  },
}

const server = createServer(async (incoming, outgoing) => {
  const url = new URL(incoming.url ?? '/', 'http://localhost')
  const response = await handle(incoming, url)
  outgoing.writeHead(response.status, { 'content-type': 'application/json' }).end(await response.text())
})

async function handle(incoming: IncomingMessage, url: URL): Promise<Response> {
  const handler = handlers[url.pathname]
  if (!handler) return new Response('{}', { status: 404 })
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  const headers = incoming.headers as Record<string, string>
  const body = incoming.method === 'POST' ? Buffer.concat(parts) : undefined
  try {
    return await handler(new Request(url, { method: incoming.method, headers, body }), url)
  } catch (error) {
    return Response.json({ error: String(error) }, { status: 500 })
  }
}

async function loop(): Promise<void> {
  await drainBilling(new Date()).catch(logFailure)
  setTimeout(loop, loopMs)
}

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
void loop()
