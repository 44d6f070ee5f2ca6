import { constants } from 'node:os'

// Loaded into a child before its program. If the parent exits, even after kill -9, the channel closes and the child
// stops as if it had received a stop signal. Nothing is left holding a port.
const isTied = process.env.DEV_TIED === 'all' || process.env.DEV_PARENT === String(process.ppid)

if (process.connected && isTied) {
  process.on('disconnect', () => {
    // On Windows a process cannot send itself a signal and still clean up.
    if (process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM', 'SIGTERM', constants.signals.SIGTERM)
    else process.exit(1)
  })
  // This listener must not keep the child alive. A plain unref() would also affect other listeners on the channel, and so a
  // child that waits for its first message.
  const { channel } = process
  ;(channel.unrefCounted ?? channel.unref).call(channel)
}
