import { portalReturn } from '@/lib/portal-return'

export const GET = portalReturn('/account/portal_returned')
