import { describe, expect, it } from 'vitest'
import { weekBefore, weekOf } from '@/insight/weeks'

describe('an ISO week', () => {
  it('is the one its Thursday is in, by the day in Shanghai', () => {
    expect(weekOf(new Date('2026-11-29T15:59:00Z'))).toBe('2026-W48')
    expect(weekOf(new Date('2026-11-29T16:01:00Z'))).toBe('2026-W49')
    expect(weekOf(new Date('2027-01-01T04:00:00Z'))).toBe('2026-W53')
  })

  it('goes over the turn of a year both ways', () => {
    expect(weekBefore('2027-W01')).toBe('2026-W53')
    expect(weekBefore('2026-W53', -1)).toBe('2027-W01')
    expect(weekBefore('2026-W01')).toBe('2025-W52')
  })
})
