export { runCommand } from './command-line'
export { StateFileError } from './engine/core/state-file'
export { signatureOf } from './engine/webhooks/signed-post'
export { type StandIn, type StandInOptions, startStandIn } from './server'
