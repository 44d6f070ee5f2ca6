import 'server-only'

export {
  type AccountRef,
  countInOtherAccounts,
  OtherAccountError,
  otherAccountAlert,
  requireSameAccount,
} from './customer-account'
export { ensureCustomer, findLost, type LinkedCustomer } from './ensure-customer'
export { linkCustomer, linkLostCustomer } from './link-customer'
