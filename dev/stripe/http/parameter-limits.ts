import { invalid } from '../engine/core/context'

// Maximum string lengths by parameter type and parameter (maxLength in Stripe's OpenAPI spec). Others have 5000.
const lengths: Record<string, number> = {
  'CustomerCreateParams.email': 512,
  'CustomerCreateParams.name': 256,
  'CustomerCreateParams.phone': 20,
  'CustomerUpdateParams.email': 512,
  'CustomerUpdateParams.name': 256,
  'CustomerUpdateParams.phone': 20,
  'CouponCreateParams.name': 40,
  'CouponUpdateParams.name': 40,
  'CustomerBalanceTransactionCreateParams.description': 350,
  'CustomerBalanceTransactionUpdateParams.description': 350,
  'ProductCreateParams.description': 40_000,
  'ProductCreateParams.statement_descriptor': 22,
  'ProductCreateParams.unit_label': 12,
  'ProductUpdateParams.description': 40_000,
  'ProductUpdateParams.statement_descriptor': 22,
  'ProductUpdateParams.unit_label': 12,
  'PriceCreateParams.lookup_key': 200,
  'PriceUpdateParams.lookup_key': 200,
  'CheckoutSessionCreateParams.client_reference_id': 200,
  'CheckoutSessionCreateParams.subscription_data[description]': 500,
  'FeatureCreateParams.lookup_key': 80,
  'FeatureCreateParams.name': 80,
  'FeatureUpdateParams.name': 80,
  'InvoiceCreateParams.description': 1500,
  'InvoiceUpdateParams.description': 1500,
  'PaymentIntentCreateParams.description': 1000,
  'PaymentIntentUpdateParams.description': 1000,
  'PortalConfigurationCreateParams.name': 256,
  'PortalConfigurationCreateParams.business_profile[headline]': 60,
  'PortalConfigurationUpdateParams.name': 256,
  'PortalConfigurationUpdateParams.business_profile[headline]': 60,
  'PortalSessionCreateParams.flow_data[after_completion][hosted_confirmation][custom_message]': 500,
  'SubscriptionCreateParams.description': 500,
  'SubscriptionUpdateParams.description': 500,
  'TestClockCreateParams.name': 300,
}

const metadataAt = /(^|\[)metadata\]?\[([^\]]*)\]$/

/**
 * Rejects a string that is too long.
 * @param type the SDK's parameter type; null if the operation has none
 * @param path the parameter, with brackets
 */
export function requireLength(type: string | null, path: string, text: string): void {
  // Stripe's message for metadata, from public reports.
  if (metadataAt.test(path)) {
    if (text.length <= 500) return
    const message = `Metadata values can have up to 500 characters, but you passed in a value that is ${text.length} characters. Invalid value: ${text.slice(0, 100)}`
    throw invalid(message, path)
  }
  const max = lengths[`${type}.${path}`] ?? 5000
  if (text.length <= max) return
  const shown = `${text.slice(0, 15)}...${text.slice(-4)}`
  throw invalid(`Invalid string: ${shown}; must be at most ${max} characters`, path, 'parameter_invalid_string')
}

/** Twelve digits are enough for any amount or timestamp. */
const maxInteger = 999_999_999_999

const decimals = /(^|\[)(percent_off|application_fee_percent|percentage|amount_percent|fee_percent)\]?$/

export function numberOf(text: string, path: string): number {
  const isDecimal = decimals.test(path)
  const value = Number(text)
  const isNumber = isDecimal ? /^-?\d+(\.\d+)?$/.test(text) : /^-?\d+$/.test(text)
  if (isNumber && Math.abs(value) <= maxInteger) return value
  if (isDecimal) throw invalid(`Invalid decimal: ${text.slice(0, 40)}`, path, 'parameter_invalid_string')
  throw invalid(`Invalid integer: ${text.slice(0, 40)}`, path, 'parameter_invalid_integer')
}
