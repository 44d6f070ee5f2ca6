import 'server-only'

export { finishPortalFlow } from './finish-flow'
export { getFlowNotice } from './flow-notice'
export { startPortalFlow } from './start-flow'
