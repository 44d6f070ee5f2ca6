import 'server-only'

export { advanceClosings, beginClosing, closingState } from './close-account'
export { keepSubscription, resumeSubscription } from './keep-and-resume'
export { finishPayment, retryPayment } from './retry-payment'
export { pushSeats, setSeats } from './seats'
