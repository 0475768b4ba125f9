import { describe, expect, it } from 'vitest'
import { pressing, shown } from '@/parts/times'

describe('a clock', () => {
  const at = Date.parse('2026-11-28T10:00:00Z')
  const clock = (due: string | null, status = 'running') => ({ kind: 'resolution', due_at: due, status })

  it('says what is left, what is late and what stands still', () => {
    expect(shown(clock('2026-11-28T13:30:00Z'), at)).toMatchObject({ tone: 'ok', words: '解决 还剩 3 小时 30 分钟' })
    expect(shown(clock('2026-11-28T10:30:00Z'), at)).toMatchObject({ tone: 'soon', words: '解决 还剩 30 分钟' })
    expect(shown(clock('2026-11-28T09:00:00Z'), at)).toMatchObject({ tone: 'over', words: '解决 超时 1 小时' })
    expect(shown(clock(null, 'paused'), at)).toMatchObject({ tone: 'quiet', words: '解决 已暂停' })
  })

  it('shows the one that presses most', () => {
    const found = pressing([clock('2026-11-30T10:00:00Z'), { ...clock('2026-11-28T11:00:00Z'), kind: 'first_response' }, clock(null, 'paused')], at)
    expect(found?.words).toBe('首次回复 还剩 1 小时')
  })
})
