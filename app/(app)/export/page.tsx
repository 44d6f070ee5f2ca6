import type { Metadata } from 'next'
import { FeatureGate } from '@/app/(app)/feature-gate'
import { PageHeader } from '@/components/layout/page-header'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { requireViewer, type Viewer } from '@/lib/auth'
import { projectsUsage } from '@/lib/projects'

export const metadata: Metadata = { title: 'Export' }

export default async function ExportPage() {
  const viewer = await requireViewer('/export')
  return (
    <>
      <PageHeader lead="Export your data to a spreadsheet or another tool." title="Export" />
      <FeatureGate feature="csvExport" viewer={viewer}>
        <ProjectsExport viewer={viewer} />
      </FeatureGate>
    </>
  )
}

async function ProjectsExport({ viewer }: { viewer: Viewer }) {
  const { used } = await projectsUsage(viewer)
  return (
    <Card
      aside={<span className="text-sm text-muted tabular-nums">{used === 1 ? '1 project' : `${used} projects`}</span>}
      lead="A CSV file with the ID, name, and creation date of each project."
      title="Projects"
    >
      <a className={button()} download href="/export/projects.csv">
        Download CSV
      </a>
    </Card>
  )
}
