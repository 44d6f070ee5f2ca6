import { getViewer } from '@/lib/auth'
import { can } from '@/lib/billing'
import { AppError } from '@/lib/errors'
import { seeOther } from '@/lib/portal-return'
import { exportProjects } from '@/lib/projects'
import { rejectionResponse, requireWithinLimit } from '@/lib/rate-limit'
import { logSecurityEvent } from '@/lib/security-log'

export async function GET(): Promise<Response> {
  const viewer = await getViewer()
  if (!viewer) return seeOther('/sign-in?next=/export')
  if (!(await can(viewer, 'csvExport'))) return seeOther('/export')
  try {
    await requireWithinLimit('dataExport', { team: viewer.teamId })
  } catch (error) {
    if (error instanceof AppError) return rejectionResponse(error)
    throw error
  }
  const csv = await exportProjects(viewer)
  logSecurityEvent('data_exported', { userId: viewer.userId, teamId: viewer.teamId })
  return new Response(csv, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="projects.csv"',
      'cache-control': 'no-store',
    },
  })
}
