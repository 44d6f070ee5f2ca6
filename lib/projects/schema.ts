import { z } from 'zod'
import { nameField } from '@/lib/name-field'

export const createProjectSchema = z.object({
  name: nameField('Enter a project name.'),
})

export const removeProjectSchema = z.object({ projectId: z.string().min(1).max(64) })
