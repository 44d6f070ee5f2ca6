import { getViewer } from '@/lib/auth'
import { can } from '@/lib/billing'
import { seeOther } from '@/lib/portal-return'
import { exportProjects } from '@/lib/projects'

export async function GET(): Promise<Response> {
  const viewer = await getViewer()
  if (!viewer) return seeOther('/sign-in?next=/export')
  if (!(await can(viewer, 'csvExport'))) return seeOther('/export')
  return new Response(await exportProjects(viewer), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="projects.csv"',
      'cache-control': 'no-store',
    },
  })
}
