import 'server-only'

export { getBilling } from './overview'
