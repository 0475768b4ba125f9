/** Managers' data that followup owns: promises, calendars, macros, surveys. */
import { VALUES } from '@/words/values'
import type { Field, Option, Resource, Row } from './resource'

const minutes = (name: string, zh: string, en: string): Field => ({ name: `targets.${name}`, says: [zh, en], kind: 'number', hint: ['营业分钟；留空即不承诺', 'Business minutes; empty promises nothing'] })
const HOLIDAYS: Option[] = [{ value: 'CN', says: ['中国法定节假日与调休', 'China, with adjusted workdays'] }]

const TOLD: Option[] = [{ value: 'owner', says: ['负责人', 'Owner'] }, ...(['lead', 'manager', 'admin'] as const).map((value) => ({ value, says: VALUES.role[value] }))]
const path = (name: string, zh: string, en: string): Field => ({ name: `fields.${name}`, says: [zh, en], kind: 'text', from: name, hint: ['厂商 JSON 中的位置，如 answers.score', 'Where it stands in the vendor\'s JSON: answers.score'] })

const MOVES: Option[] = ['ask', 'note', 'resolve', 'start'].map((value) => ({ value, says: VALUES.move[value as 'ask'] ?? [value, value] }))

/** The reasons that come with the top topic of the one chosen. */
function shippedReasons(values: Row, rows: Row[]): unknown {
  const top = values.topic ? String(values.topic).split('.')[0] : null
  return (rows.find((one) => one.topic === top) ?? rows.find((one) => one.topic === null))?.shipped
}

export const FOLLOWING: Resource[] = [
  {
    key: 'sla-policies', group: 'following', says: ['时限政策', 'SLA policies'], path: '/followup/v1/sla-policies', id: 'id', name: 'name', keeps: ['targets', 'waiting'],
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'position', says: ['顺序', 'Order'], as: 'place', width: 80 }, { name: 'name', says: ['名称', 'Name'] }, { name: 'conditions', says: ['条件', 'Conditions'], as: 'conditions' },
      { name: 'targets', says: ['目标（营业时间）', 'Targets (open hours)'], as: 'promises', width: 240 }, { name: 'calendar', says: ['日历', 'Calendar'] }, { name: 'shipped', says: ['自带', 'Shipped'], as: 'flag' },
    ],
    fields: [
      { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true }, { name: 'conditions', says: ['条件', 'Conditions'], kind: 'conditions', from: {}, leavesOut: ['campaign'] },
      minutes('first_response', '首次回复', 'First response'), minutes('next_response', '再次回复', 'Next response'), minutes('resolution', '解决', 'Resolution'), minutes('task', '协办', 'Task'),
      { name: 'calendar', says: ['日历', 'Calendar'], kind: 'text' }, { name: 'position', says: ['顺序', 'Order'], kind: 'number', hint: ['小的先试，第一个符合的生效；留空排在最后', 'The smaller is tried first and the first that fits holds; empty comes last'] },
      {
        name: 'escalation', says: ['超时后升级', 'Escalation when broken'], kind: 'rows', hint: ['按营业分钟，逐级不减', 'Business minutes, each step later than the one before'],
        columns: [{ name: 'to', says: ['告知', 'Tell'], kind: 'choice', options: TOLD, from: 'lead' }, { name: 'after_minutes', says: ['超时多久后（分钟）', 'Minutes after it was due'], kind: 'number', from: 0 }],
        from: [{ to: 'owner', after_minutes: 0 }, { to: 'lead', after_minutes: 0 }, { to: 'manager', after_minutes: 60 }],
      },
      { name: 'waiting.reminders_after_minutes', says: ['等顾客回复：何时提醒（分钟）', 'Waiting for the customer: remind after (min)'], kind: 'numbers', from: [1440, 2880] },
      { name: 'waiting.give_up_after_minutes', says: ['等顾客回复：多久后自动解决（分钟）', 'Waiting for the customer: resolve after (min)'], kind: 'number', from: 4320 },
    ],
  },
  {
    key: 'calendars', group: 'following', says: ['营业日历', 'Calendars'], path: '/followup/v1/calendars', id: 'name', name: 'title',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'title', says: ['名称', 'Title'] }, { name: 'weekly', says: ['营业时间', 'Hours'], as: 'hours', width: 220 }, { name: 'holidays', says: ['节假日', 'Holidays'], as: 'value', group: 'holidays' },
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
    note: ['列出每个一级主题现在怎样邀请评价；编辑自带的一行即为该主题单独设置，下级主题也可单独添加。', 'How each top topic is asked about now. Editing a shipped row gives the topic a setting of its own; topics below can be added too.'],
    readers: ['admin', 'manager', 'auditor'], writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true, restores: ['恢复自带', 'Back to the shipped'],
    columns: [
      { name: 'topic', says: ['主题', 'Topic'], as: 'topic', none: ['其余所有主题', 'All others'] }, { name: 'origin', says: ['来源', 'Origin'], as: 'value', group: 'settingOrigin', width: 110 }, { name: 'delay_hours', says: ['延迟（小时）', 'Delay (h)'], width: 110 }, { name: 'from_time', says: ['最早', 'From'], width: 80 }, { name: 'until_time', says: ['最晚', 'Until'], width: 80 },
      { name: 'reminder_hours', says: ['提醒（小时）', 'Reminder (h)'], width: 110 }, { name: 'ask_nps', says: ['问推荐度', 'Asks NPS'], as: 'flag', width: 100 }, { name: 'offered', says: ['可选原因', 'Reasons offered'], as: 'pairs', width: 240 },
    ],
    fields: [
      { name: 'topic', says: ['主题', 'Topic'], kind: 'topic', hint: ['留空即其余所有主题', 'Empty is for all others'] }, { name: 'delay_hours', says: ['延迟（小时）', 'Delay (hours)'], kind: 'number', from: 2 },
      { name: 'from_time', says: ['最早', 'From'], kind: 'time', from: '09:00' }, { name: 'until_time', says: ['最晚', 'Until'], kind: 'time', from: '21:00' }, { name: 'reminder_hours', says: ['提醒（小时）', 'Reminder (hours)'], kind: 'number', from: 72, mayBeNone: true, hint: ['留空即不提醒', 'Empty reminds nobody'] },
      { name: 'ask_nps', says: ['问推荐度', 'Ask NPS'], kind: 'switch', from: true },
      { name: 'reasons', says: ['可选原因', 'Reasons offered'], kind: 'rows', from: [], inForce: 'offered', shipped: shippedReasons, hint: ['留空或与自带相同，即随产品更新', 'Empty, or as shipped: kept up to date with the product'], columns: [{ name: 'code', says: ['代码', 'Code'], kind: 'text' }, { name: 'zh', says: ['中文', 'Chinese'], kind: 'text' }, { name: 'en', says: ['英文', 'English'], kind: 'text' }] },
    ],
  },
  {
    key: 'survey-providers', group: 'following', says: ['外部问卷', 'Survey vendors'], path: '/followup/v1/survey-providers', id: 'id', name: 'name', keeps: ['fields'],
    readers: ['admin', 'manager', 'auditor'], writers: ['admin'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'name', says: ['名称', 'Name'] }, { name: 'callback_url', says: ['回调地址', 'Callback'], width: 260 }, { name: 'active', says: ['启用', 'Active'], as: 'flag' }, { name: 'updated_at', says: ['修改', 'Changed'], as: 'time' },
    ],
    fields: [
      { name: 'name', says: ['标识', 'Name'], kind: 'text', isNeeded: true, hint: ['小写字母、数字和短横线', 'Lower case, digits and hyphens'] },
      { name: 'secret', says: ['签名密钥', 'Secret'], kind: 'secret', isNeeded: true, hint: ['whsec_ 加 Base64，至少 16 字节', 'whsec_ and the base64 of 16 bytes or more'] },
      path('token', '问卷令牌', 'Survey token'), path('score', '评分', 'Score'), path('solved', '是否解决', 'Solved'), path('nps', '推荐度', 'NPS'), path('comment', '评论', 'Comment'), path('reasons', '原因', 'Reasons'),
      { name: 'active', says: ['启用', 'Active'], kind: 'switch', from: true },
    ],
  },
  {
    key: 'survey-guard', group: 'following', says: ['评价防作弊', 'Survey guard'], path: '/followup/v1/survey-guard', id: 'key', name: 'key', isSingle: true, readers: ['admin', 'manager', 'auditor'], writers: ['admin', 'manager'], changes: 'PUT',
    columns: [
      { name: 'staff_networks', says: ['员工网络（不计入）', 'Staff networks (not counted)'], as: 'words' }, { name: 'surveys_per_device', says: ['同一设备最多评价数', 'Surveys of one device'] }, { name: 'solicited_words', says: ['索评用语（不计入）', 'Solicited words (not counted)'], as: 'words' },
    ],
    fields: [
      { name: 'staff_networks', says: ['员工网络', 'Staff networks'], kind: 'words', from: [], hint: ['如 10.0.0.0/8；来自这些网络的评价可见但不计入', 'Such as 10.0.0.0/8; answers from there are shown and not counted'] },
      { name: 'surveys_per_device', says: ['同一设备最多评价数', 'Surveys of one device'], kind: 'number', from: 5 },
      { name: 'solicited_words', says: ['索评用语', 'Solicited words'], kind: 'words', from: [], hint: ['如“好评返现”', 'Such as "cash for praise"'] },
    ],
  },
  {
    key: 'corrective-topics', group: 'following', says: ['须整改的主题', 'Topics to put right'], path: '/followup/v1/corrective-topics', id: 'key', name: 'key', isSingle: true, writers: ['admin', 'manager'], changes: 'PUT',
    columns: [{ name: 'codes', says: ['这些主题的工单，整改检查通过后才能关闭', 'Cases of these close only when an action has passed'], as: 'topic' }],
    fields: [{ name: 'codes', says: ['主题', 'Topics'], kind: 'topics', from: [], hint: ['包含其下级主题', 'Those below count too'] }],
  },
]
