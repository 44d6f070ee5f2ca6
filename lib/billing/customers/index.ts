import 'server-only'

export { ensureCustomer, findLostCustomer, type LinkedCustomer } from './ensure-customer'
export { linkCustomer, linkLostCustomer } from './link-customer'
export {
  type AccountRef,
  countInOtherAccounts,
  OtherAccountError,
  otherAccountAlert,
  requireSameAccount,
} from './require-same-account'
