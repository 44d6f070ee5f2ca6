import 'server-only'

export { expireSession } from './checkout-session'
export { finishCheckout } from './finish-checkout'
export { startCheckout } from './start-checkout'
