/** What an entry of the audit log says, in words: fields with what stood there and what stands now. */
import { storeName, teamName, topicName } from '@/api/directory'
import { moment } from '@/parts/times'
import { colon, comma, semicolon, t, words } from '@/words'
import { conditionsInWords, daysInWords, hoursInWords, minutesInWords, promisesInWords } from './inWords'

type Detail = Record<string, unknown>

export interface Line {
  what: string
  /** What stood there; null where the entry tells a fact and no change. */
  before: string | null
  after: string
}

export interface Subject {
  says: string
  to?: string
}

/** Names of people by id: whoever was ever here, so more than the directory knows. */
export type People = ReadonlyMap<string, string>

/** Reasons of the machine, which the raw entry keeps. */
const LEFT_OUT = new Set(['before', 'considered', 'runner_up', 'session', 'actor'])
const PEOPLE = new Set(['leads', 'members', 'staff_id', 'owner', 'staff', 'person'])
const TEAMS = new Set(['teams', 'team_ids', 'team_id', 'team', 'assist_team_ids', 'default_team_id'])
const STORES = new Set(['stores', 'store_code', 'store', 'successor'])
const TOPICS = new Set(['topic', 'topics', 'codes', 'parent'])
/** Fields whose values are words of one of these groups. */
const GROUPS: Record<string, readonly string[]> = {
  roles: ['role'], strategy: ['strategy'], kind: ['wordKind', 'kind'], channel: ['channel'], scopes: ['scope'], events: ['heard'],
  holidays: ['holidays'], progress: ['status'], reason: ['reason'], because: ['because'], language: ['language'], actions: ['move'], to: ['role'],
  ways: ['way'], via: ['way'], changed: ['auditField'],
}
const WHOLE: Record<string, (value: unknown) => string> = {
  conditions: conditionsInWords,
  targets: promisesInWords,
  weekly: hoursInWords,
  weekdays: (value) => daysInWords(value as number[]),
  starts: clock,
  ends: clock,
  worse: (value) => (value as Fallen[]).map((one) => `${words.of('figure', one.texts)} · ${one.figure.split('.').map((part) => words.of('figure', part)).join(' ')}${colon()}${one.candidate} < ${one.active}`).join(semicolon()),
}

interface Fallen { texts: string; figure: string; candidate: number; active: number }

function clock(value: unknown): string {
  const minutes = Number(value)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const isObject = (value: unknown): value is Detail => typeof value === 'object' && value !== null && !Array.isArray(value)
const isNothing = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length) || (isObject(value) && !Object.keys(value).length)

function inGroups(groups: readonly string[], value: string): string {
  for (const group of groups) {
    const said = words.of(group, value)
    if (said !== value) return said
  }
  return value
}

function say(name: string, value: unknown, people: People): string {
  if (isNothing(value)) return ''
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no')
  if (WHOLE[name]) return WHOLE[name](value)
  if (Array.isArray(value)) return value.map((one) => say(name, one, people)).join(isObject(value[0]) ? semicolon() : comma())
  if (isObject(value)) {
    return Object.entries(value).filter(([, one]) => !isNothing(one)).map(([key, one]) => `${words.of('auditField', key)}${colon()}${say(key, one, people)}`).join(comma())
  }
  const text = String(value)
  if (PEOPLE.has(name)) return people.get(text) ?? text
  if (TEAMS.has(name)) return teamName(text)
  if (STORES.has(name)) return storeName(text)
  if (TOPICS.has(name)) return topicName(text)
  if (name === 'until' || name.endsWith('_at')) return moment(text)
  return GROUPS[name] ? inGroups(GROUPS[name], text) : text
}

/** Sets of values are told part by part, and only the parts that differ. */
function parts(name: string, before: unknown, after: unknown, people: People): Line[] {
  const what = words.of('auditField', name)
  if (name === 'targets' && isObject(before) && isObject(after)) {
    const kinds = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((kind) => before[kind] !== after[kind])
    const promised = (value: unknown) => (typeof value === 'number' ? minutesInWords(value) : '')
    return kinds.map((kind) => ({ what: `${what} · ${words.of('clock', kind)}`, before: promised(before[kind]), after: promised(after[kind]) }))
  }
  if (!WHOLE[name] && isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).map((key) => ({
      what: `${what} · ${words.of('auditField', key)}`, before: say(key, before[key], people), after: say(key, after[key], people),
    }))
  }
  return [{ what, before: say(name, before, people), after: say(name, after, people) }]
}

/** A case that went from one place to another names both: `from_team` and `to_team`. */
function moved(detail: Detail, people: People): Line[] {
  return [['team', detail.from_team, detail.to_team], ['owner', detail.from_staff ?? detail.from, detail.to_staff ?? detail.owner]]
    .filter(([, before, after]) => !isNothing(before) && before !== after)
    .map(([name, before, after]) => ({ what: words.of('auditField', String(name)), before: say(String(name), before, people), after: say(String(name), after, people) }))
}

export function linesOf(detail: Detail, people: People): Line[] {
  const before = isObject(detail.before) ? detail.before : {}
  const ways = moved(detail, people)
  const isTold = (name: string) => LEFT_OUT.has(name) || (ways.length > 0 && /^(from|to)_(team|staff)$|^(from|owner)$/.test(name))
  const told = Object.entries(detail).filter(([name, value]) => !isTold(name) && (name in before || !isNothing(value)))
  const lines = told.flatMap(([name, value]) => (name in before ? parts(name, before[name], value, people) : [{ what: words.of('auditField', name), before: null, after: say(name, value, people) }]))
  return [...ways, ...lines.filter((one) => one.before !== one.after)]
}

function nameOfTemplate(subject: string): string {
  const [purpose, channel, language] = subject.split('/')
  const way = words.of('way', channel)
  return [words.of('purpose', purpose), way === channel ? words.of('channel', channel) : way, words.of('language', language)].filter(Boolean).join(' · ')
}

/** Names what an entry is about; a case, an incident and a customer can be gone to. */
export function subjectOf(action: string, subject: string, people: People): Subject {
  const [kind = '', ...rest] = subject.split(':')
  const id = rest.join(':')
  const thing = action.split('.')[0]
  if (kind === 'staff') return { says: people.get(id) ?? id }
  if (kind === 'team') return { says: teamName(id) }
  if (kind === 'topic') return { says: topicName(id) }
  if (kind === 'customer') return { says: id, to: `/customers/${id}` }
  if (thing === 'case' || thing === 'duplicate') return { says: t('keys.open'), to: `/cases/${subject}` }
  if (thing === 'incident') return { says: t('alerts.incident'), to: `/incidents/${subject}` }
  if (thing === 'customer') return { says: t('customer.page'), to: `/customers/${subject}` }
  if (thing === 'store') return { says: storeName(subject) }
  if (thing === 'template') return { says: nameOfTemplate(subject) }
  if (kind === 'model') return { says: words.of('modelRole', id) }
  // A bare key says nothing that the entry's own words do not.
  return { says: /^([a-z_]+:)?[0-9a-f]{8}-[0-9a-f-]{27}$/.test(subject) ? '' : id || subject }
}
