'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action, goTo, publicAction } from '@/lib/action'
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

/** Public because the pricing page shows the same forms to signed-out visitors. */
export const startCheckoutAction = publicAction(checkoutSchema, async (request, page) => {
  const viewer = await getViewer()
  if (!viewer) redirect('/sign-up?next=/pricing')
  const returnTo = startPageOf(page)
  const started = await startCheckout(viewer, { ...request, returnTo }, new Date())
  if (started.kind === 'redirect') goTo(started.url)
  const change = { ...request, flow: started.flow, returnTo, afterCompletion: 'redirect' } as const
  goTo(await orShowNotice(startPortalFlow(viewer, change)))
})

export const startFlowAction = action(flowSchema, async (request, viewer, page) => {
  goTo(await orShowNotice(startPortalFlow(viewer, { ...request, returnTo: startPageOf(page) })))
})

export const keepSubscriptionAction = action(subscriptionSchema, async ({ subscription }, viewer) => {
  await orShowNotice(keepSubscription(viewer, subscription, new Date()))
  redirect('/account/billing')
})

export const resumeSubscriptionAction = action(subscriptionSchema, async ({ subscription }, viewer) => {
  await orShowNotice(resumeSubscription(viewer, subscription, new Date()))
  redirect('/account/billing')
})

export const retryPaymentAction = action(z.object({}), async (_input, viewer) => {
  const result = await orShowNotice(retryPayment(viewer, new Date()))
  goTo(result.kind === 'redirect' ? result.url : '/account/billing')
})

export const finishPaymentAction = action(z.object({}), async (_input, viewer) => {
  goTo(await orShowNotice(finishPayment(viewer, new Date())))
})
