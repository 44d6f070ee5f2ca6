import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'

/** True if the viewer's role can manage the team's billing. */
export function canManageBilling(viewer: Viewer): boolean {
  return viewer.role === 'OWNER' || viewer.role === 'ADMIN'
}

/** Throws `AppError('forbidden')` if the viewer cannot manage the team's billing. */
export function requireBillingRole(viewer: Viewer): void {
  if (canManageBilling(viewer)) return
  throw new AppError('forbidden', 'Only owners and admins can manage billing. Ask one of them to make this change.')
}
