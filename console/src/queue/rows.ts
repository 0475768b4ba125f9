/** The rows of a work queue: read page by page, refreshed in place. */
import { reactive } from 'vue'
import { told, triage } from '@/api/client'
import type { Case, Urgency } from '@/api/shapes'

export type QueueName = 'mine' | 'team' | 'unassigned' | 'review' | 'all'

export const STATES = ['open', 'done', 'all'] as const
export type State = (typeof STATES)[number]

export interface Filters {
  topic?: string
  urgency?: Urgency
  store_code?: string
  /** Of the queue of all cases: those with work left, unless others are asked for. */
  state?: State
}

const PAGE = 200

/** Of a list of thousands only the beginning is read again; what went out of it below shows when it is touched. */
const MOST_REREAD = 3

/** Returns what stood below the rows read again, and is not among them. */
function below(old: readonly Case[], anew: readonly Case[]): Case[] {
  const known = new Set(anew.map((row) => row.id))
  return old.slice(anew.length).filter((row) => !known.has(row.id))
}

type Rows = Awaited<ReturnType<typeof ask>>

function ask(name: QueueName, filters: Filters, after: string | null) {
  const { state = 'open', ...narrowed } = filters
  const of = name === 'all' ? { state: state === 'all' ? undefined : state } : { queue: name }
  return told(triage.GET('/v1/cases', { params: { query: { ...narrowed, ...of, limit: PAGE, cursor: after ?? undefined } } }))
}

/** The first page of the queue that the address names, asked for before its page is there. */
let ahead: { of: string; rows: Promise<Rows> } | null = null

const nameOf = (name: QueueName, filters: Filters) => JSON.stringify([name, filters])

export function readAhead(name: QueueName, filters: Filters): void {
  const early = { of: nameOf(name, filters), rows: ask(name, filters, null) }
  early.rows.catch(() => {
    if (ahead === early) ahead = null
  })
  ahead = early
}

/** Reads a page; what was asked for ahead is taken once. */
function page(name: QueueName, filters: Filters, after: string | null): Promise<Rows> {
  const early = ahead
  ahead = null
  return early && after === null && early.of === nameOf(name, filters) ? early.rows : ask(name, filters, after)
}

export function useRows() {
  const state = reactive({
    rows: [] as Case[],
    isLoading: true,
    hasMore: false,
  })
  let cursor: string | null = null
  let wanted = 0
  let begun = 0

  /** Reads the queue from its beginning: the pages people look at, whatever was loaded below them. */
  async function refresh(name: QueueName, filters: Filters): Promise<void> {
    const mine = ++wanted
    const target = Math.min(MOST_REREAD, Math.max(1, Math.ceil(state.rows.length / PAGE)))
    const rows: Case[] = []
    let next: string | null = null
    for (let count = 0; count < target; count++) {
      const answer: Rows = await page(name, filters, next)
      if (mine !== wanted) return
      rows.push(...answer.items)
      next = answer.next_cursor ?? null
      if (!next) break
    }
    const isWhole = next === null || state.rows.length <= rows.length
    if (isWhole) cursor = next
    state.rows = isWhole ? rows : [...rows, ...below(state.rows, rows)]
    state.hasMore = cursor !== null
    state.isLoading = false
  }

  /** Begins a queue anew: what is shown belongs to another. */
  async function begin(name: QueueName, filters: Filters): Promise<void> {
    begun++
    state.rows = []
    state.isLoading = true
    await refresh(name, filters).finally(() => (state.isLoading = false))
  }

  let isGrowing = false
  /** Reads the next page; once more when the rows were read anew meanwhile, whose end may be elsewhere. */
  async function grow(name: QueueName, filters: Filters): Promise<void> {
    if (isGrowing) return
    isGrowing = true
    const mine = begun
    try {
      for (let seen = -1; seen !== wanted && cursor; ) {
        seen = wanted
        const answer: Rows = await page(name, filters, cursor)
        if (mine !== begun) return
        if (seen === wanted) append(answer.items, answer.next_cursor ?? null)
      }
    } finally {
      isGrowing = false
    }
  }

  function append(items: readonly Case[], next: string | null): void {
    const known = new Set(state.rows.map((row) => row.id))
    state.rows.push(...items.filter((row) => !known.has(row.id)))
    cursor = next
    state.hasMore = cursor !== null
  }

  function replace(row: Case): void {
    const place = state.rows.findIndex((one) => one.id === row.id)
    if (place >= 0) state.rows[place] = row
  }

  return { state, refresh, begin, grow, replace }
}
