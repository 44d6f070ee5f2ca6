import 'server-only'

export { countRetained, listCancellations } from './cancellations'
export { findNotifications } from './find-notifications'
export { queueFollowUps } from './queue-tasks'
export { runBillingTasks } from './run-tasks'
export { saveNotifications } from './save-notifications'
