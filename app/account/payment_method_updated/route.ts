import { portalReturn } from '@/lib/portal-return'

export const GET = portalReturn('/account/payment_method_updated')
