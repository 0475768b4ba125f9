/** Values of managers' data in words: conditions, promises, hours, and what the audit log names. */
import { storeName, topicName } from '@/api/directory'
import { colon, comma, semicolon, t, type WordKey, words } from '@/words'

type Conditions = Record<string, unknown>

const NAMES: Record<string, (value: string) => string> = {
  topic: topicName,
  store_code: storeName,
  urgency: (value) => words.of('urgency', value),
  channel: (value) => words.of('channel', value),
}

/** Says which cases a rule is for: every part must hold. */
export function conditionsInWords(given: unknown): string {
  const parts = Object.entries((given ?? {}) as Conditions).filter(([, value]) => Array.isArray(value) && value.length > 0)
  if (!parts.length) return t('app.all')
  return parts.map(([name, value]) => `${words.of('condition', name)}${colon()}${(value as string[]).map((one) => NAMES[name]?.(one) ?? one).join(comma())}`).join(semicolon())
}

/** Says business minutes as people do. */
export function minutesInWords(minutes: number): string {
  if (minutes < 120) return t('time.minutes', { n: minutes })
  const hours = Math.round((minutes / 60) * 10) / 10
  return hours < 72 ? t('time.hours', { n: hours }) : t('time.days', { n: Math.round((hours / 24) * 10) / 10 })
}

export function promisesInWords(given: unknown): string {
  return Object.entries((given ?? {}) as Record<string, number | null>)
    .filter(([, minutes]) => typeof minutes === 'number')
    .map(([kind, minutes]) => `${words.of('clock', kind)} ${minutesInWords(minutes!)}`)
    .join(comma())
}

interface Hours {
  weekdays: number[]
  start: string
  end: string
}

const day = (number: number) => t(`shifts.day${number}` as WordKey)

/** Says days in a row as a span. */
export function daysInWords(days: readonly number[]): string {
  const spans: [number, number][] = []
  for (const one of [...days].sort()) {
    const last = spans.at(-1)
    if (last && one === last[1] + 1) last[1] = one
    else spans.push([one, one])
  }
  return spans.map(([from, to]) => (from === to ? day(from) : `${day(from)}–${day(to)}`)).join(comma())
}

export function hoursInWords(given: unknown): string {
  return ((given ?? []) as Hours[]).map((one) => `${daysInWords(one.weekdays)} ${one.start}–${one.end}`).join(semicolon())
}

/** Says what an entry of the audit log did: `webhook.add` is a thing and what was done to it. */
export function actionInWords(action: string): string {
  const [thing = '', done = ''] = action.split('.')
  const known = words.of('auditThing', thing)
  return known === thing ? action : `${known} · ${words.of('auditDone', done)}`
}
