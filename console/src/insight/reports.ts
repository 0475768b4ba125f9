/** What followup's reports answer, and how their figures are said. */
import { json } from '@/api/client'
import { topicName } from '@/api/directory'
import { t, type WordKey } from '@/words'

export interface ReportItem {
  key: string | null
  name: string
  from: string
  to: string
  figures: Record<string, number | null | undefined>
  links: Record<string, string>
}

export interface Report {
  report: string
  from: string
  to: string
  group: string | null
  counts: string
  as_of: string
  pending: number
  totals: ReportItem
  items: ReportItem[]
  late: { day: string; figure: string; first: number; revised: number }[]
  customers?: number | null
  backlog?: { open: number; oldest_at: string | null; median_age_hours: number | null; by_age: Record<string, number>; link: string } | null
}

export interface FactRow {
  case_id: string
  ticket_no: string
  day: string
  at: string
  store_code: string | null
  topics: string[]
  kind: string | null
  urgency: string | null
  state: string | null
  note: string | null
  score: number | null
  solved: boolean | null
}

/** What a row is called: topics in the reader's language; a row without a key is what has none. */
export function nameOf(report: string, { key, name }: ReportItem): string {
  if (key === null && name) return t('report.none')
  return report === 'topics' && key ? topicName(key) : name
}

export const PATH = '/followup/v1/reports'

export function report(name: string, query: Record<string, string | undefined>): Promise<Report> {
  return json<Report>('GET', `${PATH}/${name}?${queryOf(query)}`)
}

export function queryOf(query: Record<string, string | undefined>): string {
  const found = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) found.set(name, value)
  return found.toString()
}

/** How a figure is written: shares as per cent, seconds as a duration, the rest as numbers. */
export function figure(name: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  if (/_seconds$/.test(name)) {
    const hours = value / 3600
    if (hours >= 48) return t('time.days', { n: (hours / 24).toFixed(1) })
    return hours >= 1 ? t('time.hours', { n: hours.toFixed(1) }) : t('time.minutes', { n: value < 60 ? '<1' : Math.round(value / 60) })
  }
  if (/(rate|csat|csat_low|csat_high|attainment)$/.test(name)) return `${(value * 100).toFixed(1)}%`
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}

/** The count a derived figure is drilled down to. */
export const ROWS_OF: Record<string, string> = {
  csat: 'answered', csat_low: 'answered', csat_high: 'answered', average_score: 'answered', response_rate: 'asked', solved_rate: 'answered', nps: 'answered',
  reopen_rate: 'resolved_reopened', first_response_attainment: 'first_response_missed', next_response_attainment: 'next_response_missed', resolution_attainment: 'resolution_missed',
  resolution_median_seconds: 'resolved', resolution_p90_seconds: 'resolved', response_median_seconds: 'responded', response_p90_seconds: 'responded',
}

export const SAYS: Record<string, WordKey> = {
  received: 'dash.received', complaints: 'dash.complaints', resolved: 'report.resolved', closed: 'report.closed', reopened: 'report.reopened', dismissed: 'report.dismissed', answered: 'report.answered',
  csat: 'dash.csat', response_rate: 'dash.responseRate', resolution_attainment: 'dash.sla', first_response_attainment: 'dash.firstSla', reopen_rate: 'dash.reopen', resolution_median_seconds: 'dash.resolution', nps: 'report.nps', response_median_seconds: 'report.firstMedian', response_p90_seconds: 'report.firstP90', resolution_p90_seconds: 'report.resolutionP90', next_response_attainment: 'report.nextSla',
  asked: 'report.asked', csat_low: 'report.csatLow', csat_high: 'report.csatHigh', average_score: 'report.average', solved_rate: 'report.solvedRate', excluded: 'report.excluded',
}
export const says = (name: string): string => (SAYS[name] ? t(SAYS[name]) : name)

export interface Band {
  low: number
  high: number
}

/** The usual range of each day: what nineteen of twenty such days bring, by the 28 days before it. */
export function usual(values: readonly number[], from: number): Band[] {
  return values.slice(from).map((_, index) => {
    const before = values.slice(Math.max(0, from + index - 28), from + index)
    if (before.length < 7) return { low: 0, high: 0 }
    const mean = before.reduce((sum, one) => sum + one, 0) / before.length
    const variance = before.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (before.length - 1)
    const spread = 1.96 * Math.sqrt(Math.max(mean, variance))
    return { low: Math.max(0, mean - spread), high: mean + spread }
  })
}
