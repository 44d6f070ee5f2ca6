import { z } from 'zod'
import { nameField } from '@/lib/name-field'

const name = nameField('Enter a name.')

export const profileSchema = z.object({ name })
