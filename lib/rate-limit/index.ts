import 'server-only'

export { clientAddress } from './client-address'
export { forgetAccount, giveBack, isWithinLimit, pruneRateLimits, requireWithinLimit } from './limiter'
export { limits } from './limits'
export { notePeerAddresses } from './peer-address'
export { rejectionResponse } from './rejection-response'
