import { portalReturn } from '@/lib/portal-return'

export const GET = portalReturn('/account/billing_details_updated')
