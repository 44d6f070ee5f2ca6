import { expect, type Page } from '@playwright/test'
import { cards } from './pages/card-fields'
import type { PortalPage } from './pages/portal-page'

/** A portal flow: the button that starts it, the steps in the portal, and the result on the billing page. */
export type Flow = {
  type: string
  /** The button on the billing page. */
  button: string
  heading: string
  complete: (portal: PortalPage) => Promise<void>
  returnPath: string
  notice: string
  /** The portal's message after the flow is completed. */
  confirmation: string
  /** The element that changes on the page, for a team on monthly Pro. */
  shows: { testId: string; before: string | RegExp; after: string | RegExp }
}

export const flows: Flow[] = [
  {
    type: 'payment_method_update',
    button: 'Update payment method',
    heading: 'Add a payment method',
    complete: (portal) => portal.enterCard(cards.mastercard),
    returnPath: '/account/payment_method_updated',
    notice: 'Your payment method has been updated.',
    confirmation: 'Your payment method has been updated',
    shows: { testId: 'card', before: /Visa.*4242/, after: /Mastercard.*4444/ },
  },
  {
    type: 'customer_update',
    button: 'Edit billing details',
    heading: 'Update your billing information',
    complete: async (portal) => {
      await portal.page.getByLabel('Name', { exact: true }).fill('Analytical Engines Ltd')
      await portal.confirm()
    },
    returnPath: '/account/billing_details_updated',
    notice: 'Your billing details have been updated.',
    confirmation: 'Your billing information has been updated',
    shows: { testId: 'billing-name', before: /Ada Lovelace/, after: 'Analytical Engines Ltd' },
  },
  {
    type: 'subscription_cancel',
    button: 'Cancel subscription',
    heading: 'Cancel your subscription',
    complete: (portal) => portal.cancel(),
    returnPath: '/account/subscription_canceled',
    notice: 'Your cancellation is confirmed.',
    confirmation: 'Your subscription has been canceled',
    shows: { testId: 'status-label', before: 'Active', after: 'Canceling' },
  },
  {
    type: 'subscription_pause',
    button: 'Pause subscription',
    heading: 'Pause your subscription',
    complete: (portal) => portal.confirm(),
    returnPath: '/account/subscription_paused',
    notice: 'Your subscription is paused.',
    confirmation: 'Your subscription has been paused',
    shows: { testId: 'status-label', before: 'Active', after: 'Paused' },
  },
  {
    type: 'subscription_update',
    button: 'Change plan in portal',
    heading: 'Update your subscription',
    complete: async (portal) => {
      await portal.choosePlan('Business', 'Monthly')
      await portal.confirm()
    },
    returnPath: '/account/subscription_updated',
    notice: 'Your plan has been updated.',
    confirmation: 'Your subscription has been updated',
    shows: { testId: 'plan-name', before: 'Pro', after: 'Business' },
  },
  {
    type: 'subscription_update_confirm',
    button: 'Switch to Pro yearly',
    heading: 'Confirm your updates',
    complete: (portal) => portal.confirm(),
    returnPath: '/account/subscription_updated',
    notice: 'Your plan has been updated.',
    confirmation: 'Your subscription has been updated',
    shows: { testId: 'plan-interval', before: 'Monthly', after: 'Yearly' },
  },
]

/** Clicks a button on the billing page. */
export async function press(page: Page, button: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click()
}

export async function expectNotice(page: Page, notice: string | RegExp): Promise<void> {
  await expect(page.getByTestId('flow-notice')).toHaveText(notice)
}

export async function expectShown(page: Page, { shows }: Flow, when: 'before' | 'after'): Promise<void> {
  await expect(page.getByRole('main').getByTestId(shows.testId)).toHaveText(shows[when])
}

/** Adds a hidden field to the form around a button, for options that the billing forms leave at their defaults. */
export async function addField(page: Page, button: string, name: string, value: string): Promise<void> {
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: button, exact: true }) })
  await form.evaluate(
    (element, [field, fieldValue]) => {
      const input = document.createElement('input')
      Object.assign(input, { type: 'hidden', name: field, value: fieldValue })
      element.append(input)
    },
    [name, value],
  )
}
