'use server'

import { redirect } from 'next/navigation'
import { action, publicAction } from '@/lib/action'
import { getViewer } from '@/lib/auth'
import {
  checkoutSchema,
  flowSchema,
  keepSubscription,
  resumeSubscription,
  startCheckout,
  startPortalFlow,
  subscriptionSchema,
} from '@/lib/billing'

/** The pricing page is the same for everybody, so its forms come here signed out too. */
export const startCheckoutAction = publicAction(checkoutSchema, async (request) => {
  const viewer = await getViewer()
  if (!viewer) redirect('/sign-up?next=/pricing')
  const started = await startCheckout(viewer, request, new Date())
  if (started.kind === 'redirect') redirect(started.url as `https://${string}`)
  const change = { ...request, flow: 'subscription_update_confirm', returnTo: '/account/billing' } as const
  const url = await startPortalFlow(viewer, { ...change, afterCompletion: 'redirect' })
  redirect(url as `https://${string}`)
})

export const startFlowAction = action(flowSchema, async (request, viewer) => {
  const url = await startPortalFlow(viewer, request)
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
