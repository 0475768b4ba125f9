/** What changed in a case while somebody was typing: in the words they know it by. */
import { storeName, topicName } from '@/api/directory'
import type { FullCase, Progress } from '@/api/shapes'
import { moment } from '@/parts/times'
import { comma, t, words } from '@/words'

export interface Snapshot {
  triage: FullCase | null
  followup: Progress | null
}

export interface Change {
  what: string
  before: string
  after: string
}

export interface News {
  changes: Change[]
  entries: { at: string; words: string; text: string }[]
}

function fields(snapshot: Snapshot): [string, string][] {
  const { triage, followup } = snapshot
  const one = followup ?? triage
  if (!one) return []
  return [
    [t('queue.status'), words.of('status', one.status)],
    [t('case.owner'), (triage ?? one).owner?.name ?? t('queue.nobody')],
    [t('case.team'), (triage ?? one).team?.name ?? ''],
    [t('case.urgency'), words.of('urgency', (triage ?? one).urgency)],
    [t('case.kind'), words.of('kind', (triage ?? one).kind)],
    [t('case.topics'), (triage ?? one).topics.map((topic) => topicName(topic.code)).join(comma())],
    [t('queue.store'), storeName((triage ?? one).store_code)],
    [t('case.result'), followup?.result ?? ''],
    [t('case.question'), followup?.question ?? ''],
    [t('queue.cycle', { n: '' }).trim(), String(one.cycle)],
  ]
}

export function news(before: Snapshot, after: Snapshot): News {
  const now = fields(after)
  const changes = fields(before)
    .map(([what, value], index) => ({ what, before: value, after: now[index]?.[1] ?? '' }))
    .filter((one) => one.before !== one.after)
  const known = new Set(before.followup?.timeline.map((one) => one.at + one.event) ?? [])
  const entries = (after.followup?.timeline ?? [])
    .filter((one) => !known.has(one.at + one.event))
    .map((one) => ({ at: moment(one.at), words: words.of('event', one.event), text: textOf(one.detail) }))
  return { changes, entries }
}

/** The words in an entry of the timeline, if it holds any. */
export function textOf(detail: Record<string, unknown>): string {
  for (const name of ['text', 'result', 'question', 'comment', 'reason']) {
    const value = detail[name]
    if (typeof value === 'string' && value) return value
  }
  return ''
}
