import { expect, it } from 'vitest'
import { dateOf, dayOf, inDays, onDay, secondsOf } from './time'

const noon = new Date('2026-12-03T12:00:00.900Z')

it('converts dates to whole seconds and back, and returns null for null', () => {
  expect(secondsOf(noon)).toBe(1_796_299_200)
  expect(dateOf(1_796_299_200)).toEqual(new Date('2026-12-03T12:00:00Z'))
  expect([secondsOf(null), dateOf(null)]).toEqual([null, null])
})

it('adds and subtracts days', () => {
  expect(inDays(noon, 3).toISOString()).toBe('2026-12-06T12:00:00.900Z')
  expect(inDays(noon, -3).toISOString()).toBe('2026-11-30T12:00:00.900Z')
})

it('formats a day, or says “soon” if the day is unknown', () => {
  expect(dayOf(1_796_299_200)).toMatch(/2026/)
  expect(onDay(1_796_299_200)).toBe(`on ${dayOf(1_796_299_200)}`)
  expect([onDay(null), onDay(undefined)]).toEqual(['soon', 'soon'])
})
