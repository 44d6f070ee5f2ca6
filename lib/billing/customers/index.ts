import 'server-only'

export { ensureCustomer, findLost, type LinkedCustomer } from './ensure-customer'
export { countInOtherAccounts, type Home, OtherAccountError, otherAccountAlert, requireHome } from './home-account'
export { adopt, linkCustomer } from './link-customer'
