import 'server-only'

export { ensureCustomer, findLost, type LinkedCustomer } from './ensure-customer'
export { countElsewhere, type Home, OtherAccountError, otherAccountAlert, requireHome } from './home-account'
export { adopt, linkCustomer } from './link-customer'
