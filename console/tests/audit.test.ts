import { beforeEach, describe, expect, it } from 'vitest'
import { directory } from '@/api/directory'
import { linesOf, subjectOf } from '@/admin/auditWords'
import { words } from '@/words'

const PEOPLE = new Map([['p1', '王晓梅'], ['p2', '李建国']])
const said = (detail: Record<string, unknown>) => linesOf(detail, PEOPLE).map((one) => (one.before === null ? `${one.what} ${one.after}` : `${one.what} ${one.before || '—'} → ${one.after || '—'}`))

beforeEach(() => {
  words.language = 'zh'
  directory.teams.set('t1', { id: 't1', name: '夜班' } as never)
  directory.teams.set('t2', { id: 't2', name: '退款' } as never)
})

describe('an entry of the audit log', () => {
  it('says what stood there and what stands now, in words', () => {
    expect(said({ roles: ['agent', 'lead'], active: false, before: { roles: ['agent'], active: true } })).toEqual(['角色 客服专员 → 客服专员、组长', '启用 是 → 否'])
    expect(said({ leads: ['p1'], before: { leads: [] } })).toEqual(['组长 — → 王晓梅'])
    expect(said({ starts: 540, ends: 1440, weekdays: [1, 2, 3], staff_id: 'p2' })).toEqual(['开始 09:00', '结束 24:00', '星期 周一–周三', '员工 李建国'])
  })

  it('tells of a set of values only what differs', () => {
    expect(said({ settings: { host: 'b', port: 465 }, before: { settings: { host: 'a', port: 465 } } })).toEqual(['设置 · 地址 a → b'])
  })

  it('says promises by their clocks', () => {
    expect(said({ targets: { resolution: 900, task: 60 }, before: { targets: { resolution: 600, task: 60 } } })).toEqual(['目标（营业时间） · 解决 10 小时 → 15 小时'])
  })

  it('says where a case went, and leaves the machine’s reasons to the raw entry', () => {
    const detail = { considered: { eligible: 2 }, runner_up: 'p1', from_staff: 'p1', owner: 'p2', from_team: 't1', to_team: 't2', reason: '专业更对口' }
    expect(said(detail)).toEqual(['团队 夜班 → 退款', '负责人 王晓梅 → 李建国', '原因 专业更对口'])
  })

  it('speaks English too', () => {
    words.language = 'en'
    expect(said({ is_open: false, before: { is_open: true } })).toEqual(['Open Yes → No'])
    expect(subjectOf('staff.change', 'staff:p1', PEOPLE)).toEqual({ says: '王晓梅' })
    expect(subjectOf('case.merged', 'c1', PEOPLE).to).toBe('/cases/c1')
  })
})
