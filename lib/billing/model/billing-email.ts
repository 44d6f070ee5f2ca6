/** The emails that billing sends, each once per event. */
export type BillingEmail =
  | 'payment_failed'
  | 'action_required'
  | 'payment_recovered'
  | 'trial_ending'
  | 'cancellation_scheduled'
  | 'cancellation_undone'
  | 'subscription_ended'
  | 'change_expired'
  | 'trial_refused'
