import { constants } from 'node:os'

// Loaded into a child before its program. When the parent is gone, even by kill -9, the channel between them closes: the
// child then stops as if it had been told to, and leaves nothing behind that holds a port.
const isTied = process.env.DEV_TIED === 'all' || process.env.DEV_PARENT === String(process.ppid)

if (process.connected && isTied) {
  process.on('disconnect', () => {
    // Windows has no signals that a program could send itself and still tidy up after.
    if (process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM', 'SIGTERM', constants.signals.SIGTERM)
    else process.exit(1)
  })
  // This listener must not keep the child alive. A plain unref() would also take the channel's other listeners along,
  // and with them a child that waits for its first message.
  const { channel } = process
  ;(channel.unrefCounted ?? channel.unref).call(channel)
}
