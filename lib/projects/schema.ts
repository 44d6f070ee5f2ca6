import { z } from 'zod'

export const createProjectSchema = z.object({
  name: z.string().trim().min(1, 'Give the project a name.').max(80, 'At most 80 characters.'),
})

export const removeProjectSchema = z.object({ projectId: z.string().min(1).max(64) })
