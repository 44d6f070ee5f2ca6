'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { goTo, publicAction, requireCurrentTeam, teamAction } from '@/lib/action'
import { getViewer } from '@/lib/auth'
import {
  checkoutSchema,
  finishPayment,
  flowSchema,
  keepSubscription,
  resumeSubscription,
  retryPayment,
  startCheckout,
  startPageOf,
  startPortalFlow,
  subscriptionSchema,
} from '@/lib/billing'
import { orShowNotice } from './or-show-notice'

/** The pricing page is the same for everyone, so its forms send no team. */
const startSchema = checkoutSchema.extend({ teamId: z.string().optional() })

/** Public because the pricing page shows the same forms to signed-out visitors. */
export const startCheckoutAction = publicAction(startSchema, async ({ teamId, ...request }, page) => {
  const viewer = await getViewer()
  if (!viewer) redirect('/sign-up?next=/pricing')
  if (teamId !== undefined) requireCurrentTeam(viewer, teamId)
  const returnTo = startPageOf(page)
  const started = await startCheckout(viewer, { ...request, returnTo }, new Date())
  if (started.kind === 'redirect') goTo(started.url)
  const change = { ...request, flow: started.flow, returnTo, afterCompletion: 'redirect' } as const
  goTo(await orShowNotice(startPortalFlow(viewer, change)))
})

export const startFlowAction = teamAction(flowSchema, async (request, viewer, page) => {
  goTo(await orShowNotice(startPortalFlow(viewer, { ...request, returnTo: startPageOf(page) })))
})

export const keepSubscriptionAction = teamAction(subscriptionSchema, async ({ subscription }, viewer) => {
  await orShowNotice(keepSubscription(viewer, subscription, new Date()))
  redirect('/account/billing')
})

export const resumeSubscriptionAction = teamAction(subscriptionSchema, async ({ subscription }, viewer) => {
  await orShowNotice(resumeSubscription(viewer, subscription, new Date()))
  redirect('/account/billing')
})

export const retryPaymentAction = teamAction(z.object({}), async (_input, viewer) => {
  const result = await orShowNotice(retryPayment(viewer, new Date()))
  goTo(result.kind === 'redirect' ? result.url : '/account/billing')
})

export const finishPaymentAction = teamAction(z.object({}), async (_input, viewer) => {
  goTo(await orShowNotice(finishPayment(viewer, new Date())))
})
