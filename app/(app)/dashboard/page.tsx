import type { Metadata } from 'next'
import Link from 'next/link'
import { NextStep } from '@/components/billing/next-step'
import { StatusBadge } from '@/components/billing/status-badge'
import { PageHeader } from '@/components/layout/page-header'
import { ProjectList } from '@/components/projects/project-list'
import { UsageMeter } from '@/components/projects/usage-meter'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { requireViewer } from '@/lib/auth'
import { getBilling } from '@/lib/billing'
import { listProjects, projectsUsage } from '@/lib/projects'

export const metadata: Metadata = { title: 'Dashboard' }

const maxRecentProjects = 5

export default async function DashboardPage() {
  const viewer = await requireViewer('/dashboard')
  const [projects, usage, overview] = await Promise.all([
    listProjects(viewer),
    projectsUsage(viewer),
    getBilling(viewer),
  ])
  const hasProjects = projects.length > 0
  return (
    <>
      <PageHeader lead={viewer.teamName} title={`Hello, ${viewer.name}`} />
      <div className="grid gap-6 md:grid-cols-2">
        <Card aside={<StatusBadge label={overview.statusLabel} tone={overview.statusTone} />} title="Plan">
          <p className="text-2xl font-semibold tracking-tight" data-testid="plan-name">
            {overview.planName}
          </p>
          <p className="mt-1.5 mb-5 text-sm text-muted">{overview.statusSentence}</p>
          <NextStep overview={overview} />
        </Card>
        <Card title="Usage">
          <UsageMeter {...usage} label="Projects used" />
          <Link className={button({ variant: 'secondary', size: 'small', className: 'mt-5' })} href="/projects">
            {hasProjects ? 'View all projects' : 'Create your first project'}
          </Link>
        </Card>
        <Card className="md:col-span-2" title="Recent projects">
          {hasProjects ? (
            <ProjectList projects={projects.slice(0, maxRecentProjects)} />
          ) : (
            <p className="text-muted">No projects yet. Your team’s projects will appear here.</p>
          )}
        </Card>
      </div>
    </>
  )
}
