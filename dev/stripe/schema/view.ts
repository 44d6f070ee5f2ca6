import type Stripe from 'stripe'

// What the API answers, as the stand-in keeps it. The SDK's own types say which fields there are, so a field that is
// wrong, missing or no longer there is an error of the compiler: `{ … } satisfies View<Stripe.Customer>`.

/** What the API never shows: fields that begin with an underscore. */
type Private = { [key: `_${string}`]: unknown }

type List<T> = {
  object: 'list'
  data: View<T>[]
  has_more: boolean
  url: string
  total_count?: number
}

/** An expandable field holds the id; everything else is as the SDK has it. */
type Field<T> = [string] extends [Extract<T, string>] ? View<Exclude<T, { object: string }>> : View<T>

/**
 * An object of the API as it is stored: expandable fields hold ids, decimals are text as on the wire, and fields of the
 * stand-in's own begin with an underscore.
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
