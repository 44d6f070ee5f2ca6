import { z } from 'zod'
import { deliveryModes } from '../engine/webhooks/delivery-modes'

// Input for the test controls. Unknown fields are rejected, so a typo cannot silently disable a fault.

const delayMs = z.number().nonnegative()

export const deliveriesInput = z.strictObject({
  mode: z.enum(deliveryModes),
  customer: z.string().optional(),
  types: z.array(z.string()).optional(),
  delayMs: delayMs.optional(),
})

export const waitsInput = z.strictObject({ waitsMs: z.array(delayMs).optional() })

export const resendInput = z.strictObject({ event: z.string(), endpoint: z.string().optional() })

export const faultInput = z.strictObject({
  method: z.enum(['GET', 'POST', 'DELETE']),
  path: z.string().refine(isPattern, 'must be a regular expression'),
  status: z.int().min(400).max(599).optional(),
  error: z.record(z.string(), z.unknown()).optional(),
  shouldRetry: z.boolean().optional(),
  delayMs: delayMs.optional(),
  cut: z.boolean().optional(),
  when: z.enum(['before', 'after']).optional(),
  times: z.int().positive().default(1),
  customer: z.string().optional(),
})

export const seedInput = z.strictObject({
  calls: z.array(
    z.strictObject({
      method: z.enum(['GET', 'POST', 'DELETE']).default('POST'),
      path: z.string(),
      params: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
})

export const settingsInput = z.record(z.string(), z.unknown())

/** @throws Error describing the invalid input */
export function checked<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw new Error(read.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '))
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
