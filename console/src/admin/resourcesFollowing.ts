/** Managers' data that followup owns: promises, calendars, macros, surveys. */
import { VALUES } from '@/words/values'
import type { Field, Option, Resource } from './resource'

const minutes = (name: string, zh: string, en: string): Field => ({ name: `targets.${name}`, says: [zh, en], kind: 'number', hint: ['营业分钟；留空即不承诺', 'Business minutes; empty promises nothing'] })
const HOLIDAYS: Option[] = [{ value: 'CN', says: ['中国法定节假日与调休', 'China, with adjusted workdays'] }]

const MOVES: Option[] = ['ask', 'note', 'resolve', 'start'].map((value) => ({ value, says: VALUES.move[value as 'ask'] ?? [value, value] }))

export const FOLLOWING: Resource[] = [
  {
    key: 'sla-policies', group: 'following', says: ['时限政策', 'SLA policies'], path: '/followup/v1/sla-policies', id: 'id', name: 'name',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'position', says: ['顺序', 'Order'], width: 80 }, { name: 'name', says: ['名称', 'Name'] }, { name: 'conditions', says: ['条件', 'Conditions'], as: 'json' },
      { name: 'targets', says: ['目标（分钟）', 'Targets (min)'], as: 'json' }, { name: 'calendar', says: ['日历', 'Calendar'] }, { name: 'shipped', says: ['自带', 'Shipped'], as: 'flag' },
    ],
    fields: [
      { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true }, { name: 'conditions', says: ['条件', 'Conditions'], kind: 'conditions', from: {} },
      minutes('first_response', '首次回复', 'First response'), minutes('next_response', '再次回复', 'Next response'), minutes('resolution', '解决', 'Resolution'), minutes('task', '协办', 'Task'),
      { name: 'calendar', says: ['日历', 'Calendar'], kind: 'text' },
      { name: 'escalation', says: ['升级', 'Escalation'], kind: 'json', hint: ['[{"to": "lead", "after_minutes": 0}, …]', '[{"to": "lead", "after_minutes": 0}, …]'] },
      { name: 'waiting', says: ['等顾客回复时', 'While the customer is asked'], kind: 'json' },
    ],
  },
  {
    key: 'calendars', group: 'following', says: ['营业日历', 'Calendars'], path: '/followup/v1/calendars', id: 'name', name: 'title',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'title', says: ['名称', 'Title'] }, { name: 'weekly', says: ['营业时间', 'Hours'], as: 'json' }, { name: 'holidays', says: ['节假日', 'Holidays'] },
      { name: 'confirmed_years', says: ['已确认年份', 'Confirmed'], as: 'words' }, { name: 'is_default', says: ['默认', 'Default'], as: 'flag' },
    ],
    fields: [
      { name: 'name', says: ['标识', 'Name'], kind: 'text', onlyNew: true, isNeeded: true }, { name: 'title', says: ['名称', 'Title'], kind: 'text' },
      { name: 'weekly', says: ['营业时间', 'Open hours'], kind: 'hours', from: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], start: '09:00', end: '21:00' }] },
      { name: 'holidays', says: ['节假日', 'Holidays'], kind: 'choice', options: HOLIDAYS }, { name: 'timezone', says: ['时区', 'Time zone'], kind: 'text', from: 'Asia/Shanghai' },
      { name: 'teams', says: ['用于团队', 'Teams'], kind: 'teams', from: [] }, { name: 'stores', says: ['用于门店', 'Stores'], kind: 'stores', from: [] }, { name: 'is_default', says: ['默认', 'Default'], kind: 'switch', from: false },
    ],
  },
  {
    key: 'macros', group: 'following', says: ['快捷回复', 'Macros'], path: '/followup/v1/macros', id: 'id', name: 'title',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [{ name: 'title', says: ['名称', 'Title'] }, { name: 'text', says: ['内容', 'Text'] }, { name: 'team_ids', says: ['限于团队', 'Teams'], as: 'teams' }],
    fields: [
      { name: 'title', says: ['名称', 'Title'], kind: 'text', isNeeded: true }, { name: 'text', says: ['内容', 'Text'], kind: 'long', isNeeded: true, hint: ['占位符写在花括号里', 'Placeholders stand in braces'] },
      { name: 'actions', says: ['随带动作', 'Moves that go with it'], kind: 'choices', options: MOVES, from: [] }, { name: 'team_ids', says: ['限于团队', 'Only these teams'], kind: 'teams', from: [] },
    ],
  },
  {
    key: 'survey-settings', group: 'following', says: ['满意度调查', 'Surveys'], path: '/followup/v1/survey-settings', id: 'id', name: 'topic',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'topic', says: ['主题', 'Topic'], as: 'topic' }, { name: 'delay_hours', says: ['延迟（小时）', 'Delay (h)'] }, { name: 'from_time', says: ['最早', 'From'] }, { name: 'until_time', says: ['最晚', 'Until'] },
      { name: 'reminder_hours', says: ['提醒（小时）', 'Reminder (h)'] }, { name: 'ask_nps', says: ['问推荐度', 'Asks NPS'], as: 'flag' },
    ],
    fields: [
      { name: 'topic', says: ['主题', 'Topic'], kind: 'topic', hint: ['留空即其余所有主题', 'Empty is for all others'] }, { name: 'delay_hours', says: ['延迟（小时）', 'Delay (hours)'], kind: 'number', from: 4 },
      { name: 'from_time', says: ['最早', 'From'], kind: 'time', from: '09:00' }, { name: 'until_time', says: ['最晚', 'Until'], kind: 'time', from: '21:00' }, { name: 'reminder_hours', says: ['提醒（小时）', 'Reminder (hours)'], kind: 'number' },
      { name: 'ask_nps', says: ['问推荐度', 'Ask NPS'], kind: 'switch', from: false }, { name: 'reasons', says: ['可选原因', 'Reasons offered'], kind: 'json', from: [] },
    ],
  },
]
