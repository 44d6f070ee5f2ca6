'use server'

import { revalidatePath } from 'next/cache'
import { action } from '@/lib/action'
import { updateTeamName } from '@/lib/teams'
import { updateName } from '@/lib/users'
import { profileSchema } from '@/lib/users/schema'

export const updateProfileAction = action(profileSchema, async ({ name, teamName }, viewer) => {
  await updateName(viewer, name)
  if (teamName && teamName !== viewer.teamName) await updateTeamName(viewer, teamName)
  revalidatePath('/', 'layout')
  return { status: 'success', message: 'Saved.' }
})
