import 'server-only'
import type { Viewer } from '@/lib/auth'
import { type CustomerRow, loadCustomer } from '../store'
import { canManageBilling } from './authorization'

/**
 * Loads the billing data for the viewer's team, once per request with one SQL statement. For a MEMBER, the payer's name,
 * addresses, and card are null and are not read from the database.
 */
export function loadBilling(viewer: Viewer): Promise<CustomerRow | null> {
  return loadCustomer(viewer.teamId, canManageBilling(viewer))
}
