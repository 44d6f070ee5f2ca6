/** A decline, as in Stripe's card errors (Stripe docs: testing, declined payments). */
export type Decline = {
  code: string
  decline_code?: string
  message: string
  advice_code?: string
  network_decline_code?: string
}

type Challenge =
  /** 3D Secure for on-session charges. Off-session charges succeed after one successful authentication. */
  | 'on_session'
  /** 3D Secure until the card is set up for later charges. */
  | 'until_set_up'
  /** 3D Secure for every charge, including off-session ones. */
  | 'always'
  /** Already set up: 3D Secure only on session. */
  | 'only_on_session'

export type TestCard = {
  number: string
  brand: string
  country?: string
  token?: string
  /** The decline when the card is attached, set up, or charged. */
  decline?: Decline
  /** The card can be attached and set up, but every charge fails with this decline. */
  chargeDecline?: Decline
  challenge?: Challenge
  afterChallenge?: Decline
  dispute?: string
}

// The last two fields are observed. No recording shows them for other decline codes.
const generic = {
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
  advice_code: 'try_again_later',
  network_decline_code: '01',
}
const funds = {
  code: 'card_declined',
  decline_code: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
}
const declined = (decline_code: string) => ({
  code: 'card_declined',
  decline_code,
  message: 'Your card was declined.',
})

// Stripe docs: testing. The 3D Secure rows are from third-party reports.
const cards: TestCard[] = [
  { number: '4242424242424242', brand: 'visa', token: 'pm_card_visa' },
  { number: '4000056655665556', brand: 'visa', token: 'pm_card_visa_debit' },
  { number: '5555555555554444', brand: 'mastercard', token: 'pm_card_mastercard' },
  { number: '378282246310005', brand: 'amex' },
  { number: '6011111111111117', brand: 'discover' },
  // Observed: these two tokens have different numbers than the documentation lists.
  { number: '371449635398431', brand: 'amex', token: 'pm_card_amex' },
  { number: '6011000990139424', brand: 'discover', token: 'pm_card_discover' },
  { number: '4000000000000002', brand: 'visa', token: 'pm_card_visa_chargeDeclined', decline: generic },
  {
    number: '4000000000009995',
    brand: 'visa',
    token: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    decline: funds,
  },
  {
    number: '4000000000009987',
    brand: 'visa',
    token: 'pm_card_visa_chargeDeclinedLostCard',
    decline: declined('lost_card'),
  },
  {
    number: '4000000000009979',
    brand: 'visa',
    token: 'pm_card_visa_chargeDeclinedStolenCard',
    decline: declined('stolen_card'),
  },
  {
    number: '4000000000006975',
    brand: 'visa',
    token: 'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
    decline: declined('card_velocity_exceeded'),
  },
  {
    number: '4000000000000069',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedExpiredCard',
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  },
  {
    number: '4000000000000127',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedIncorrectCvc',
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  },
  {
    number: '4000000000000119',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedProcessingError',
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  { number: '4000000000000341', brand: 'visa', token: 'pm_card_chargeCustomerFail', chargeDecline: generic },
  { number: '4000000000003220', brand: 'visa', token: 'pm_card_threeDSecure2Required', challenge: 'on_session' },
  {
    number: '4000002500003155',
    brand: 'visa',
    token: 'pm_card_authenticationRequiredOnSetup',
    challenge: 'until_set_up',
  },
  {
    number: '4000002760003184',
    brand: 'visa',
    country: 'DE',
    token: 'pm_card_authenticationRequired',
    challenge: 'always',
  },
  { number: '4000000000000259', brand: 'visa', token: 'pm_card_createDispute', dispute: 'fraudulent' },
  {
    number: '4000000000002685',
    brand: 'visa',
    token: 'pm_card_createDisputeProductNotReceived',
    dispute: 'product_not_received',
  },
  { number: '4000003800000446', brand: 'visa', challenge: 'only_on_session' },
  { number: '4000008260003178', brand: 'visa', challenge: 'always', afterChallenge: funds },
  { number: '4000008400001629', brand: 'visa', challenge: 'always', afterChallenge: generic },
]

export function cardByNumber(number: string): TestCard {
  const known = cards.find((card) => card.number === number)
  return known ?? { number, brand: number.startsWith('5') ? 'mastercard' : number.startsWith('3') ? 'amex' : 'visa' }
}

export function numberOfToken(token: string): string | null {
  const named = withoutBrand(token)
  return cards.find((card) => card.token && withoutBrand(card.token) === named)?.number ?? null
}

/** Observed: `pm_card_chargeDeclined` and `pm_card_visa_chargeDeclined` are the same card. */
function withoutBrand(token: string): string {
  return token.replace('pm_card_visa_charge', 'pm_card_charge')
}

export function requiresAuthentication(card: TestCard, charge: { offSession: boolean; wasSetUp: boolean }): boolean {
  switch (card.challenge) {
    case 'always':
      return true
    case 'on_session':
      return !(charge.offSession && charge.wasSetUp)
    case 'until_set_up':
      return !charge.wasSetUp
    case 'only_on_session':
      return !charge.offSession
    default:
      return false
  }
}

export function requiresAuthenticationAtSetup(card: TestCard): boolean {
  return card.challenge !== undefined && card.challenge !== 'only_on_session'
}

/** The Luhn check. */
export function isCardNumber(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 1 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
