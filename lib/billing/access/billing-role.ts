import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'

/** True for the roles that may spend the team's money. */
export function canManageBilling(viewer: Viewer): boolean {
  return viewer.role === 'OWNER' || viewer.role === 'ADMIN'
}

/** Throws `AppError('forbidden')` for anybody who may not change the team's billing. */
export function requireBillingRole(viewer: Viewer): void {
  if (canManageBilling(viewer)) return
  throw new AppError('forbidden', 'Only owners and admins can change billing. Ask one of them.')
}
