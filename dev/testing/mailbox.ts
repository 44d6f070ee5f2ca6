import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

// A mail server that accepts everything. Import this file before any product code to make it the product's server.

export type Received = { messageId: string; to: string; text: string }

export const received: Received[] = []
let onMail: () => void = () => undefined

/** Called after accepting an email, before the sender gets the response. */
export function whenMailArrives(work: () => void): void {
  onMail = work
}

const server = createServer((socket) => {
  let to = ''
  let isData = false
  let text = ''
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 mailbox')
  let rest = ''
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (isData && line === '.') {
        isData = false
        received.push({ messageId: /^message-id: *(\S+)/im.exec(text)?.[1] ?? '', to, text })
        onMail()
        say('250 taken')
      } else if (isData) text += `${line}\n`
      else if (/^rcpt to/i.test(line)) {
        to = /<(.*)>/.exec(line)?.[1] ?? ''
        say('250 ok')
      } else if (/^data/i.test(line)) {
        isData = true
        text = ''
        say('354 go on')
      } else say(/^quit/i.test(line) ? '221 bye' : '250 ok')
    }
  })
  socket.on('error', () => socket.destroy())
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
server.unref()
process.env.SMTP_URL = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
