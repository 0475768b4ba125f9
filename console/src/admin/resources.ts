/** Every kind of managers' data with a table and a form. */
import { json } from '@/api/client'
import { URGENCIES } from '@/api/shapes'
import { VALUES } from '@/words/values'
import { FOLLOWING } from './resourcesFollowing'
import type { Action, Option, Resource } from './resource'
import { INTAKE } from './resourcesIntake'

const options = (group: keyof typeof VALUES): Option[] => Object.entries(VALUES[group]).map(([value, says]) => ({ value, says }))
/** Where feedback comes from: without those who only send. */
const CHANNELS = options('channel').filter((one) => !(String(one.value) in VALUES.accountKind))
const STRATEGIES = options('strategy')
const SCOPES = options('scope')
const HEARD = options('heard')
const WORD_KINDS = options('wordKind')

const resetPassword: Action = {
  says: ['重置密码', 'Reset password'],
  roles: ['admin'],
  does: async (row) => {
    const answer = await json<{ one_time_password: string }>('POST', `/triage/v1/staff/${String(row.id)}/reset-password`)
    return { good: true, text: answer.one_time_password, isSecret: true }
  },
}

/** A link by which a person chooses a password, shown once. */
function link(route: string, says: Action['says']): Action {
  return {
    says,
    roles: ['admin'],
    does: async (row) => ({ good: true, isSecret: true, text: (await json<{ url: string }>('POST', `/triage/v1/staff/${String(row.id)}/${route}`)).url }),
  }
}

const ORGANISATION: Resource[] = [
  {
    key: 'staff', group: 'organisation', says: ['员工', 'Staff'], path: '/triage/v1/staff', id: 'id', name: 'name',
    readers: ['admin', 'manager', 'auditor'], writers: ['admin', 'manager'], makes: true, changes: 'PATCH', once: 'one_time_password',
    columns: [
      { name: 'name', says: ['姓名', 'Name'] }, { name: 'username', says: ['用户名', 'User name'] },
      { name: 'roles', says: ['角色', 'Roles'], as: 'value', group: 'role' }, { name: 'teams', says: ['团队', 'Teams'], as: 'people' },
      { name: 'stores', says: ['门店', 'Stores'], as: 'words' }, { name: 'capacity', says: ['工作量上限', 'Capacity'] },
      { name: 'away', says: ['暂离', 'Away'], as: 'flag' }, { name: 'active', says: ['在职', 'Active'], as: 'flag' },
    ],
    fields: [
      { name: 'username', says: ['用户名', 'User name'], kind: 'text', onlyNew: true, isNeeded: true },
      { name: 'name', says: ['姓名', 'Name'], kind: 'text', isNeeded: true },
      { name: 'roles', says: ['角色', 'Roles'], kind: 'choices', options: options('role'), isNeeded: true, from: ['agent'] },
      { name: 'teams', says: ['团队', 'Teams'], kind: 'teams' }, { name: 'stores', says: ['门店（店长）', 'Stores (store managers)'], kind: 'stores' },
      { name: 'skills', says: ['技能', 'Skills'], kind: 'words' }, { name: 'capacity', says: ['工作量上限', 'Capacity'], kind: 'number', from: 20 },
      { name: 'active', says: ['在职', 'Active'], kind: 'switch', onlyChanged: true },
    ],
    actions: [link('invite', ['邀请链接', 'Invite']), link('reset-link', ['重置链接', 'Reset link']), resetPassword],
  },
  {
    key: 'teams', group: 'organisation', says: ['团队', 'Teams'], path: '/triage/v1/teams', id: 'id', name: 'name',
    writers: ['admin', 'manager'], makes: true, changes: 'PATCH',
    columns: [
      { name: 'name', says: ['名称', 'Name'] }, { name: 'leads', says: ['组长', 'Leads'], as: 'people' }, { name: 'members', says: ['成员', 'Members'], as: 'people' },
      { name: 'strategy', says: ['分派方式', 'Strategy'], as: 'value', group: 'strategy' }, { name: 'lapse_minutes', says: ['收回（分钟）', 'Lapse (min)'] }, { name: 'active', says: ['启用', 'Active'], as: 'flag' },
    ],
    fields: [
      { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true }, { name: 'leads', says: ['组长', 'Leads'], kind: 'people' }, { name: 'members', says: ['成员', 'Members'], kind: 'people' },
      { name: 'strategy', says: ['分派方式', 'Strategy'], kind: 'choice', options: STRATEGIES, from: 'least_effort' },
      { name: 'hourly_cap', says: ['每小时上限', 'Cap per hour'], kind: 'number' }, { name: 'sticky_days', says: ['同一顾客仍由同一人（天）', 'Same customer, same person (days)'], kind: 'number' },
      { name: 'lapse_minutes', says: ['未处理多久收回（分钟）', 'Lapse after (min)'], kind: 'number' }, { name: 'active', says: ['启用', 'Active'], kind: 'switch', onlyChanged: true },
    ],
  },
]

const JUDGING: Resource[] = [
  {
    key: 'routing-rules', group: 'judging', says: ['分派规则', 'Routing rules'], path: '/triage/v1/routing-rules', id: 'id', name: 'name',
    note: ['按顺序取第一条符合的规则；都不符合时，按主题的默认团队分派。', 'The first rule that fits holds; where none does, the topic\'s own team gets the case.'],
    writers: ['admin', 'manager'], makes: true, changes: 'PATCH', removes: true,
    columns: [
      { name: 'position', says: ['顺序', 'Order'], width: 70 }, { name: 'name', says: ['名称', 'Name'] }, { name: 'conditions', says: ['条件', 'Conditions'], as: 'conditions', width: 220 },
      { name: 'team_id', says: ['团队', 'Team'], as: 'team' }, { name: 'active', says: ['启用', 'Active'], as: 'flag' },
    ],
    fields: [
      { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true }, { name: 'conditions', says: ['条件（都要满足）', 'Conditions (all)'], kind: 'conditions', from: {} },
      { name: 'team_id', says: ['分给', 'Goes to'], kind: 'team', isNeeded: true }, { name: 'assist_team_ids', says: ['协办团队', 'Assisting teams'], kind: 'teams' },
      { name: 'position', says: ['顺序', 'Order'], kind: 'number', hint: ['小的先试，第一个符合的生效；留空排在最后', 'The smaller is tried first and the first that fits holds; empty comes last'] },
      { name: 'active', says: ['启用', 'Active'], kind: 'switch', from: true },
    ],
  },
  {
    key: 'topics', group: 'judging', says: ['主题分类', 'Topics'], path: '/triage/v1/topics', id: 'code', name: 'name_zh',
    writers: ['admin', 'manager'], makes: true, changes: 'PATCH',
    columns: [
      { name: 'code', says: ['代码', 'Code'] }, { name: 'name_zh', says: ['中文名', 'Chinese'] }, { name: 'name_en', says: ['英文名', 'English'] },
      { name: 'parent', says: ['上级', 'Parent'], as: 'topic' }, { name: 'default_team_id', says: ['默认团队', 'Team'], as: 'team' }, { name: 'active', says: ['启用', 'Active'], as: 'flag' },
    ],
    fields: [
      { name: 'code', says: ['代码', 'Code'], kind: 'text', onlyNew: true, isNeeded: true, hint: ['小写字母，下级用点分开，如 quality.taste', 'Lower case, a dot before the leaf: quality.taste'] },
      { name: 'name_zh', says: ['中文名', 'Chinese name'], kind: 'text', isNeeded: true }, { name: 'name_en', says: ['英文名', 'English name'], kind: 'text', isNeeded: true },
      { name: 'parent', says: ['上级', 'Parent'], kind: 'topic' }, { name: 'default_team_id', says: ['默认团队', 'Default team'], kind: 'team' },
      { name: 'skills', says: ['所需技能', 'Skills needed'], kind: 'words' }, { name: 'active', says: ['启用', 'Active'], kind: 'switch', onlyChanged: true },
    ],
  },
  {
    key: 'lexicon', group: 'judging', says: ['词典', 'Lexicon'], path: '/triage/v1/lexicon', id: 'id', name: 'word',
    writers: ['admin', 'manager'], makes: true, changes: 'PATCH', removes: true,
    columns: [
      { name: 'word', says: ['词', 'Word'] }, { name: 'kind', says: ['作用', 'Kind'], as: 'value', group: 'wordKind' }, { name: 'topic', says: ['主题', 'Topic'], as: 'topic' },
      { name: 'strength', says: ['强度', 'Strength'] }, { name: 'note', says: ['说明', 'Note'] }, { name: 'changed_at', says: ['修改', 'Changed'], as: 'time' },
    ],
    fields: [
      { name: 'word', says: ['词', 'Word'], kind: 'text', onlyNew: true, isNeeded: true }, { name: 'kind', says: ['作用', 'Kind'], kind: 'choice', options: WORD_KINDS, isNeeded: true },
      { name: 'topic', says: ['主题', 'Topic'], kind: 'topic' }, { name: 'strength', says: ['强度', 'Strength'], kind: 'number' }, { name: 'note', says: ['说明', 'Note'], kind: 'text' },
    ],
  },
]

const SYSTEM: Resource[] = [
  {
    key: 'webhooks', group: 'system', says: ['Webhook', 'Webhooks'], path: '/intake/v1/webhooks', id: 'id', name: 'name',
    readers: ['admin', 'manager', 'auditor'], writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true, once: 'secret',
    columns: [
      { name: 'name', says: ['名称', 'Name'] }, { name: 'url', says: ['网址', 'Address'] }, { name: 'events', says: ['事件', 'Events'], as: 'value', group: 'heard' }, { name: 'is_active', says: ['启用', 'Active'], as: 'flag' },
      { name: 'last_success_at', says: ['最近成功', 'Last success'], as: 'time' }, { name: 'last_error', says: ['最近错误', 'Last error'] },
    ],
    fields: [
      { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true }, { name: 'url', says: ['网址', 'Address'], kind: 'text', isNeeded: true },
      { name: 'events', says: ['事件', 'Events'], kind: 'choices', options: HEARD, isNeeded: true }, { name: 'is_active', says: ['启用', 'Active'], kind: 'switch', from: true },
    ],
    ledger: { says: 'deliveries.title', replay: 'deliveries.replay', replayed: 'deliveries.replayed', path: (row) => `/intake/v1/webhooks/${String(row.id)}/deliveries`, roles: ['admin', 'manager'], mayReplay: (entry) => entry.state !== 'sending' },
    actions: [
      {
        says: ['测试', 'Test'], roles: ['admin', 'manager'],
        does: async (row) => {
          const found = await json<{ ok: boolean; status: number | null; error: string | null }>('POST', `/intake/v1/webhooks/${String(row.id)}/test`)
          return { good: found.ok, text: `${found.status ?? ''} ${found.error ?? 'OK'}` }
        },
      },
      { says: ['换密钥', 'Rotate'], roles: ['admin', 'manager'], does: async (row) => ({ good: true, isSecret: true, text: (await json<{ secret: string }>('POST', `/intake/v1/webhooks/${String(row.id)}/rotate`)).secret }) },
    ],
  },
  {
    key: 'api-keys', group: 'system', says: ['API 密钥', 'API keys'], path: '/triage/v1/api-keys', id: 'id', name: 'name',
    readers: ['admin', 'auditor'], writers: ['admin'], makes: true, removes: true, once: 'key',
    columns: [
      { name: 'name', says: ['名称', 'Name'] }, { name: 'scopes', says: ['权限', 'Scopes'], as: 'value', group: 'scope' }, { name: 'channel', says: ['渠道', 'Channel'], as: 'value', group: 'channel' },
      { name: 'stores', says: ['门店', 'Stores'], as: 'words' }, { name: 'created_at', says: ['创建', 'Created'], as: 'time' }, { name: 'revoked_at', says: ['停用', 'Revoked'], as: 'time' },
    ],
    fields: [
      { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true }, { name: 'scopes', says: ['权限', 'Scopes'], kind: 'choices', options: SCOPES, isNeeded: true },
      { name: 'channel', says: ['反馈记为渠道', 'Channel of its feedback'], kind: 'choice', options: CHANNELS }, { name: 'stores', says: ['限于门店', 'Only these stores'], kind: 'stores' },
    ],
    isFixed: (row) => row.revoked_at !== null,
  },
]

export const RESOURCES: Resource[] = [...ORGANISATION, ...INTAKE, ...JUDGING, ...FOLLOWING, ...SYSTEM]
export const URGENCY_OPTIONS: Option[] = URGENCIES.map((value) => ({ value, says: VALUES.urgency[value] }))
export const CHANNEL_OPTIONS = CHANNELS
