/** The mails that billing sends, each once for the fact that it tells. */
export type BillingMail =
  | 'payment_failed'
  | 'action_required'
  | 'payment_recovered'
  | 'trial_ending'
  | 'cancellation_scheduled'
  | 'cancellation_undone'
  | 'subscription_ended'
  | 'change_expired'
  | 'trial_refused'
