import { expect, it } from 'vitest'
import { onlyChanged } from './previous-attributes'

it('shows only the changed keys of a hash, but whole lists', () => {
  const items = {
    object: 'list',
    data: [
      { id: 'si_1', quantity: 1 },
      { id: 'si_2', quantity: 1 },
    ],
  }
  const previous = {
    cancel_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    metadata: { plan: 'pro', seats: '2' },
    items,
    pause_collection: { behavior: 'void', resumes_at: null },
  }
  const now = {
    cancel_at: 5,
    cancellation_details: { comment: null, feedback: null, reason: 'cancellation_requested' },
    metadata: { plan: 'pro', color: 'red' },
    items: { object: 'list', data: [] },
    pause_collection: null,
  }
  expect(onlyChanged(previous, now)).toEqual({
    cancel_at: null,
    cancellation_details: { reason: null },
    metadata: { seats: '2', color: null },
    items,
    pause_collection: { behavior: 'void', resumes_at: null },
  })
})
