import { portalReturn } from '@/lib/portal-return'

export const GET = portalReturn('/account/subscription_paused')
