import { z } from 'zod'

export const createProjectSchema = z.object({
  name: z.string().trim().min(1, 'Enter a project name.').max(80, 'Use at most 80 characters.'),
})

export const removeProjectSchema = z.object({ projectId: z.string().min(1).max(64) })
