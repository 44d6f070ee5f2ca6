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
  NotOfferedError,
  resumeSubscription,
  retryPayment,
  startCheckout,
  startPageOf,
  startPortalFlow,
  subscriptionSchema,
} from '@/lib/billing'

/**
 * What the subscription does not offer leads to the billing page as it is now, with a sentence that says why nothing
 * happened: the page with the button was behind.
 */
async function showingRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof NotOfferedError) goTo(error.page)
    throw error
  }
}

/** The pricing page is the same for everybody, so its forms come here signed out too. */
export const startCheckoutAction = publicAction(checkoutSchema, async (request, page) => {
  const viewer = await getViewer()
  if (!viewer) redirect('/sign-up?next=/pricing')
  const returnTo = startPageOf(page)
  const started = await startCheckout(viewer, { ...request, returnTo }, new Date())
  if (started.kind === 'redirect') goTo(started.url)
  const change = { ...request, flow: started.flow, returnTo, afterCompletion: 'redirect' } as const
  goTo(await showingRefusal(startPortalFlow(viewer, change)))
})

export const startFlowAction = action(flowSchema, async (request, viewer, page) => {
  goTo(await showingRefusal(startPortalFlow(viewer, { ...request, returnTo: startPageOf(page) })))
})

export const keepSubscriptionAction = action(subscriptionSchema, async ({ subscription }, viewer) => {
  await showingRefusal(keepSubscription(viewer, subscription, new Date()))
  redirect('/account/billing')
})

export const resumeSubscriptionAction = action(subscriptionSchema, async ({ subscription }, viewer) => {
  await showingRefusal(resumeSubscription(viewer, subscription, new Date()))
  redirect('/account/billing')
})

export const retryPaymentAction = action(z.object({}), async (_input, viewer) => {
  const tried = await showingRefusal(retryPayment(viewer, new Date()))
  goTo(tried.kind === 'redirect' ? tried.url : '/account/billing')
})

export const finishPaymentAction = action(z.object({}), async (_input, viewer) => {
  goTo(await showingRefusal(finishPayment(viewer, new Date())))
})
