import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { CreateProject } from '@/components/projects/create-project'
import { ProjectList } from '@/components/projects/project-list'
import { UsageMeter } from '@/components/projects/usage-meter'
import { Card } from '@/components/ui/card'
import { requireViewer } from '@/lib/auth'
import { listProjects, projectsUsage } from '@/lib/projects'
import { createProjectAction, removeProjectAction } from './actions'

export const metadata: Metadata = { title: 'Projects' }

export default async function ProjectsPage() {
  const viewer = await requireViewer('/projects')
  const [projects, usage] = await Promise.all([listProjects(viewer), projectsUsage(viewer)])
  return (
    <>
      <PageHeader lead={`All projects in ${viewer.teamName}.`} title="Projects" />
      <div className="space-y-6">
        <Card title="New project">
          <div className="space-y-6">
            <CreateProject create={createProjectAction} usage={usage} />
            <UsageMeter {...usage} label="Projects used" />
          </div>
        </Card>
        <Card title="All projects">
          {projects.length > 0 ? (
            <ProjectList projects={projects} remove={removeProjectAction} />
          ) : (
            <p className="text-muted">No projects yet. Create your first project above.</p>
          )}
        </Card>
      </div>
    </>
  )
}
