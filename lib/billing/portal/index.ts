import 'server-only'

export { finishPortalFlow } from './finish-flow'
export { getFlowNotice } from './notice'
export { startPortalFlow } from './start-flow'
