/** ISO weeks, such as 2026-W47, of days as reports count them: in Shanghai. */
import { dateOf } from '@/parts/times'

const DAY = 86_400_000

/** Returns the ISO week of a moment. */
export function weekOf(at: Date): string {
  return weekOfDay(Date.parse(`${dateOf(at)}T00:00:00Z`))
}

/** Returns the week `count` weeks earlier; a negative count is later. */
export function weekBefore(week: string, count = 1): string {
  return weekOfDay(mondayOf(week) - count * 7 * DAY)
}

/** The week of a day is the one its Thursday is in. */
function weekOfDay(day: number): string {
  const thursday = new Date(day + (4 - (new Date(day).getUTCDay() || 7)) * DAY)
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const number = Math.floor((thursday.getTime() - first) / (7 * DAY)) + 1
  return `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`
}

function mondayOf(week: string): number {
  const [year, number] = week.split('-W').map(Number) as [number, number]
  const fourth = Date.UTC(year, 0, 4)
  return fourth - ((new Date(fourth).getUTCDay() || 7) - 1) * DAY + (number - 1) * 7 * DAY
}
