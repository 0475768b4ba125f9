import { describe, expect, it } from 'vitest'
import { stretches } from '@/parts/evidence'

describe('stretches', () => {
  it('counts code points, not UTF-16 units', () => {
    const found = stretches('😀苦茶', [{ start: 1, end: 2, topic: 'taste' }])
    expect(found).toEqual([
      { text: '😀', topics: [] },
      { text: '苦', topics: ['taste'] },
      { text: '茶', topics: [] },
    ])
  })

  it('joins neighbours of one topic and parts overlapping ones', () => {
    const found = stretches('abcd', [
      { start: 0, end: 2, topic: 'x' },
      { start: 2, end: 3, topic: 'x' },
      { start: 2, end: 4, topic: 'y' },
    ])
    expect(found.map((one) => [one.text, one.topics.join('+')])).toEqual([['ab', 'x'], ['c', 'x+y'], ['d', 'y']])
  })

  it('loses no character, whatever the spans', () => {
    const text = '𠮷野家 & <b>汤</b>'
    for (const span of [{ start: -3, end: 99 }, { start: 5, end: 5 }, { start: 7, end: 2 }]) {
      expect(stretches(text, [{ ...span, topic: 't' }]).map((one) => one.text).join('')).toBe(text)
    }
  })
})
