import type Stripe from 'stripe'

// Types for stored API objects. They are derived from the SDK's types, so a wrong, missing, or removed field is a compile
// error: `{ … } satisfies View<Stripe.Customer>`.

/** Fields that the API never shows. They start with an underscore. */
type Private = { [key: `_${string}`]: unknown }

type List<T> = {
  object: 'list'
  data: View<T>[]
  has_more: boolean
  url: string
  total_count?: number
}

type Field<T> = [string] extends [Extract<T, string>] ? View<Exclude<T, { object: string }>> : View<T>

/**
 * An API object as it is stored. Expandable fields contain IDs, decimals are strings, as in JSON, and private fields
 * start with an underscore.
 */
export type View<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends Stripe.Decimal
    ? string
    : T extends Stripe.ApiList<infer Item>
      ? List<Item>
      : T extends (infer Item)[]
        ? Field<Item>[]
        : T extends { object: string }
          ? { [Key in keyof T]: Field<T[Key]> } & Private
          : T extends object
            ? { [Key in keyof T]: Field<T[Key]> }
            : T
