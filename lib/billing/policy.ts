// Every rule of billing that a founder may want otherwise. docs/billing.md says what each one means to customers.

/** Days that a failed payment keeps the plan, counted from the first failed attempt. */
export const graceDays = 7

/** Days before the end of a trial on which the customer is reminded; Stripe's own event comes three days before too. */
export const trialReminderDays = 3

/** What becomes of a trial that ends without a card (Stripe: trial_settings.end_behavior.missing_payment_method). */
export const trialWithoutCard: 'cancel' | 'pause' | 'create_invoice' = 'cancel'

/** A mail about something older than this is not sent: old news confuses. */
export const mailAgeDaysMax = 3

/** Events, and the texts of sent mails, are kept this long. */
export const eventLogDays = 90
