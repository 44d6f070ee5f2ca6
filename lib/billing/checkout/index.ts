import 'server-only'

export { finishCheckout } from './finish-checkout'
export { startCheckout } from './start-checkout'
