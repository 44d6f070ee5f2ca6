import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../ports'
import { type Inbox, startInbox } from './mail'

let folder: string
let inbox: Inbox
let own: string
let listeners: number

const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'inbox '))
  const before = listening()
  inbox = await startInbox(path.join(folder, 'mail'), { smtp: await freePort(), web: await freePort() })
  listeners = listening() - before
  own = new URL(inbox.webUrl).host
  const transport = createTransport(inbox.smtpUrl)
  const text = 'https://example.com/reset'
  await transport.sendMail({ from: 'a@example.com', to: 'ada@example.com', subject: 'Reset your password', text })
})
afterAll(async () => {
  await inbox.stop()
  rmSync(folder, { recursive: true })
})

type Answer = { status: number | undefined; headers: IncomingMessage['headers']; text: string }

async function send(method: string, url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = new URL(inbox.webUrl)
  const options = { host: '127.0.0.1', port, method, path: url, headers: { host: own, ...headers } }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(options, resolve)
    sent.on('upgrade', (incoming, socket) => {
      socket.destroy()
      resolve(incoming)
    })
    sent.on('error', reject).end()
  })
  let text = ''
  if (response.statusCode !== 101) for await (const part of response) text += part
  return { status: response.statusCode, headers: response.headers, text }
}

const socket = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
const socketPath = '/socket.io/?EIO=4&transport=websocket'

describe('the inbox', () => {
  it('shows emails to its own page and to programs', async () => {
    expect((await send('GET', '/', { accept: 'text/html' })).text).toContain('<html')
    const [email] = JSON.parse((await send('GET', '/api/email', { 'sec-fetch-site': 'same-origin' })).text)
    expect(email).toMatchObject({ subject: 'Reset your password', to: [{ address: 'ada@example.com' }] })
    expect((await send('GET', `/api/email/${email.id}`, { host: own.replace('127.0.0.1', 'localhost') })).status).toBe(
      200,
    )
    expect((await send('GET', '/socket.io/?EIO=4&transport=polling')).status).toBe(200)
    expect((await send('GET', socketPath, { ...socket, origin: inbox.webUrl })).status).toBe(101)
  })

  const foreign: Record<string, string>[] = [
    { host: 'evil.example:1080', origin: 'http://evil.example:1080', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ]

  it.each(foreign)('refuses %j', async (headers) => {
    const requests = [
      ['GET', '/'],
      ['GET', '/api/email'],
      ['GET', '/api/healthz'],
      ['DELETE', '/api/email/all'],
      ['POST', '/api/email/delete'],
      ['OPTIONS', '/api/email/all'],
      ['GET', '/socket.io/?EIO=4&transport=polling'],
    ] as const
    for (const [method, url] of requests) {
      const answer = await send(method, url, headers)
      expect([answer.status, answer.headers['access-control-allow-origin'], url]).toEqual([403, undefined, url])
      expect(answer.text).toMatch(/Use localhost, 127\.0\.0\.1|another site/)
    }
    expect((await send('GET', socketPath, { ...socket, ...headers })).status).toBe(403)
    expect(JSON.parse((await send('GET', '/api/email')).text)).toHaveLength(1)
  })

  it('opens one port for its page and one for SMTP', () => {
    expect(listeners).toBe(2)
  })

  it('has an SMTP server that accepts nothing from a web page', async () => {
    const { port } = new URL(inbox.smtpUrl)
    const smtp = connect(Number(port), '127.0.0.1').setEncoding('utf8')
    const body = 'EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\nSubject: Forged\r\n\r\nx\r\n.\r\n'
    smtp.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    let text = ''
    for await (const part of smtp) text += part
    expect(text).not.toContain('250')
    expect(JSON.parse((await send('GET', '/api/email')).text)).toHaveLength(1)
  })

  it.skipIf(process.platform === 'win32')('stores emails where only their owner can read them', () => {
    expect((statSync(path.join(folder, 'mail')).mode & 0o777).toString(8)).toBe('700')
  })
})

it('can be stopped and started again on the same ports', async () => {
  const ports = { smtp: await freePort(), web: await freePort() }
  for (let times = 0; times < 2; times++) {
    const one = await startInbox(path.join(folder, 'again'), ports)
    expect((await fetch(`${one.webUrl}/api/email`)).status).toBe(200)
    await one.stop()
    await expect(fetch(`${one.webUrl}/api/email`)).rejects.toThrow()
  }
})
