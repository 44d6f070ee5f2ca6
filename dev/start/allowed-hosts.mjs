import { EventEmitter } from 'node:events'
import { Server } from 'node:http'

// Loaded into `next dev` before Next, which accepts requests for any host. An attacker could point a domain to this machine
// (DNS rebinding), and a page there could then read the app's source code. Next has no setting to prevent this.

const allowed = (process.env.DEV_HOSTS ?? '').split(',')

/** Rejects requests for other hosts. All other events pass. */
Server.prototype.emit = function emit(event, ...args) {
  const isRequest = event === 'request' || event === 'upgrade'
  const { host = '' } = isRequest ? args[0].headers : {}
  if (!isRequest || allowed.includes(host.toLowerCase().replace(/:\d+$/, ''))) {
    return EventEmitter.prototype.emit.call(this, event, ...args)
  }
  const rejection = `Requests for the host "${host.slice(0, 100)}" are blocked. Use http://localhost:${process.env.PORT}, or set APP_URL in .env to the address of your tunnel and start again.`
  const [, answer] = args
  const type = 'text/plain; charset=utf-8'
  if (event === 'request') answer.writeHead(403, { 'content-type': type, connection: 'close' }).end(rejection)
  else {
    const head = `HTTP/1.1 403 Forbidden\r\nContent-Type: ${type}\r\nConnection: close`
    answer.on('error', () => {}).end(`${head}\r\n\r\n${rejection}`)
  }
  return true
}
