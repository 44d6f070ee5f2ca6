// Billing rules that you can change. docs/billing.md explains how each one affects customers.

/** The number of days that a team keeps its plan after the first failed payment attempt. */
export const graceDays = 7

/** The customer gets a reminder this many days before a trial ends. Stripe's event is also sent three days before. */
export const trialReminderDays = 3

/** What happens when a trial ends without a card (Stripe: trial_settings.end_behavior.missing_payment_method). */
export const trialWithoutCard: 'cancel' | 'pause' | 'create_invoice' = 'cancel'

/** Emails about changes older than this are not sent. */
export const emailAgeDaysMax = 3

/** The number of days to keep events and the text of sent emails. */
export const eventLogDays = 90
