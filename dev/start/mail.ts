import { chmodSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { createAPIServer } from '@maildev/api'
import { registerUI } from '@maildev/ui/server'
import { MailDev } from 'maildev'
import { rejectionOf } from '../stripe/http/local-requests'

export type Inbox = { smtpUrl: string; webUrl: string; stop: () => Promise<void> }

/**
 * Starts the email inbox: an SMTP server that delivers nothing, and a page that shows received emails.
 *
 * @param folder where emails are stored
 */
export async function startInbox(folder: string, ports: { smtp: number; web: number }): Promise<Inbox> {
  mkdirSync(folder, { recursive: true })
  // Emails contain links that sign people in.
  chmodSync(folder, 0o700)
  const { smtp, web } = ports
  const options = { smtp, ip: '127.0.0.1', mailDirectory: folder, maxEmails: 500, silent: true }
  const maildev = new MailDev({ ...options, disableWeb: true })
  await maildev.start()
  const page = await openPage(maildev, web).catch(async (error) => {
    await maildev.stop()
    throw error
  })
  const stop = async () => {
    await page.close()
    await maildev.stop()
  }
  return { smtpUrl: `smtp://127.0.0.1:${smtp}`, webUrl: `http://127.0.0.1:${web}`, stop }
}

/**
 * Serves maildev's page and API. maildev accepts requests from any web page, so its own server never listens and only gets
 * the requests that this one passes on.
 */
async function openPage(maildev: MailDev, port: number): Promise<{ close: () => Promise<void> }> {
  const servers = maildev.getServers()
  if (!servers) throw new Error('The mail inbox did not start.')
  const api = createAPIServer({ storage: servers.storage, smtp: servers.smtp })
  await api.registerPlugins()
  await registerUI(api.server)
  await api.server.ready()
  const { server: inner } = api.server
  const front = createServer((incoming, outgoing) => {
    const rejection = rejectionOf(incoming)
    if (rejection === null) inner.emit('request', incoming, outgoing)
    else outgoing.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(rejection)
  })
  front.on('upgrade', (incoming, socket, head) => {
    const rejection = rejectionOf(incoming)
    if (rejection === null) inner.emit('upgrade', incoming, socket, head)
    else socket.on('error', () => {}).end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n${rejection}`)
  })
  await new Promise<void>((resolve, reject) => front.once('error', reject).listen(port, '127.0.0.1', resolve))
  const close = async () => {
    const closed = new Promise((resolve) => front.close(resolve))
    await api.stop()
    front.closeAllConnections()
    await closed
  }
  return { close }
}
