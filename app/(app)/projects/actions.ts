'use server'

import { revalidatePath } from 'next/cache'
import { teamAction } from '@/lib/action'
import { createProject, removeProject } from '@/lib/projects'
import { createProjectSchema, removeProjectSchema } from '@/lib/projects/schema'

export const createProjectAction = teamAction(createProjectSchema, async ({ name }, viewer) => {
  await createProject(viewer, name)
  revalidatePath('/projects')
  return { status: 'success', message: `“${name}” was created.` }
})

export const removeProjectAction = teamAction(removeProjectSchema, async ({ projectId }, viewer) => {
  await removeProject(viewer, projectId)
  revalidatePath('/projects')
  return { status: 'success', message: 'Project deleted.' }
})
