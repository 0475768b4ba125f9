/** Times in people's words; one ticking clock for the whole page. */
import { readonly, ref } from 'vue'
import { t, words } from '@/words'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TICK_MS = 10_000

const ticking = ref(Date.now())
setInterval(() => (ticking.value = Date.now()), TICK_MS)
/** The present time, which views may depend on; it moves every ten seconds. */
export const now = readonly(ticking)

/** Says a duration roughly, as a person would: two units at most. */
export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE)
  if (minutes < 1) return t('time.minutes', { n: '<1' })
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = minutes % 60
  const parts: string[] = []
  if (days) parts.push(t('time.days', { n: days }))
  if (hours && days < 10) parts.push(t('time.hours', { n: hours }))
  if (rest && !days && hours < 10) parts.push(t('time.minutes', { n: rest }))
  return parts.join(' ')
}

export function ago(at: string | Date): string {
  const passed = ticking.value - new Date(at).getTime()
  return passed < MINUTE ? t('time.now') : t('time.ago', { time: duration(passed) })
}

export function moment(at: string | null | undefined): string {
  if (!at) return ''
  return new Intl.DateTimeFormat(words.language === 'zh' ? 'zh-CN' : 'en-GB', {
    month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
  }).format(new Date(at))
}

/** Return the day of a moment as reports count days, wherever the browser is: YYYY-MM-DD. */
export function dateOf(at: Date): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit',
  }).format(at)
}

export function daysAgo(days: number): string {
  return dateOf(new Date(Date.now() - days * DAY))
}

export interface Clock {
  kind: string
  due_at: string | null
  status: string
  warns_at?: string | null
}

export type Tone = 'ok' | 'soon' | 'over' | 'quiet'

export interface ShownClock {
  tone: Tone
  words: string
  order: number
}

const SOON = 2 * HOUR

/** Says how a clock stands: in words, with the tone its colour follows. */
export function shown(clock: Clock, at: number): ShownClock {
  const what = words.of('clock', clock.kind)
  if (clock.status === 'paused') return { tone: 'quiet', words: t('clock.paused', { what }), order: Infinity }
  if (clock.status === 'met') return { tone: 'quiet', words: t('clock.met', { what }), order: Infinity }
  if (clock.status === 'running' && clock.due_at) {
    const due = new Date(clock.due_at).getTime()
    const left = due - at
    if (left < 0) return { tone: 'over', words: t('clock.over', { what, time: duration(left) }), order: due }
    const warns = clock.warns_at ? new Date(clock.warns_at).getTime() : due - SOON
    return { tone: at >= warns ? 'soon' : 'ok', words: t('clock.left', { what, time: duration(left) }), order: due }
  }
  if (clock.status === 'breached') {
    const due = clock.due_at ? new Date(clock.due_at).getTime() : 0
    const words_ = due ? t('clock.over', { what, time: duration(at - due) }) : t('clock.breached', { what })
    return { tone: 'over', words: words_, order: due }
  }
  return { tone: 'quiet', words: `${what} ${words.of('clockStatus', clock.status)}`, order: Infinity }
}

/** Returns the clock that presses most: one that runs or has broken, the nearest first. */
export function pressing(clocks: readonly Clock[], at: number): ShownClock | null {
  const all = clocks.map((clock) => shown(clock, at)).sort((a, b) => a.order - b.order)
  return all[0] ?? null
}
