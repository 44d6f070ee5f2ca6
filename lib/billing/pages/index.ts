import 'server-only'

export { getBilling } from './overview'
export { getSubscription } from './subscription'
