import { z } from 'zod'

const name = z.string().trim().min(1, 'Enter a name.').max(80, 'Use at most 80 characters.')

export const profileSchema = z.object({ name })
