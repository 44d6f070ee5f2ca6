'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action, publicAction } from '@/lib/action'
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

/** The pricing page is the same for everybody, so its forms come here signed out too. */
export const startCheckoutAction = publicAction(checkoutSchema, async (request, page) => {
  const viewer = await getViewer()
  if (!viewer) redirect('/sign-up?next=/pricing')
  const returnTo = startPageOf(page)
  const started = await startCheckout(viewer, { ...request, returnTo }, new Date())
  if (started.kind === 'redirect') redirect(started.url as `https://${string}`)
  const change = { ...request, flow: started.flow, returnTo, afterCompletion: 'redirect' } as const
  const url = await startPortalFlow(viewer, change)
  redirect(url as `https://${string}`)
})

export const startFlowAction = action(flowSchema, async (request, viewer, page) => {
  const url = await startPortalFlow(viewer, { ...request, returnTo: startPageOf(page) })
  redirect(url as `https://${string}`)
})

export const keepSubscriptionAction = action(subscriptionSchema, async ({ subscription }, viewer) => {
  await keepSubscription(viewer, subscription, new Date())
  redirect('/account/billing')
})

export const resumeSubscriptionAction = action(subscriptionSchema, async ({ subscription }, viewer) => {
  await resumeSubscription(viewer, subscription, new Date())
  redirect('/account/billing')
})

export const retryPaymentAction = action(z.object({}), async (_input, viewer) => {
  const tried = await retryPayment(viewer, new Date())
  redirect(tried.kind === 'redirect' ? (tried.url as `https://${string}`) : '/account/billing')
})

export const finishPaymentAction = action(z.object({}), async (_input, viewer) => {
  const tried = await finishPayment(viewer, new Date())
  redirect(tried.kind === 'redirect' ? (tried.url as `https://${string}`) : '/account/billing')
})
