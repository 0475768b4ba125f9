/** How a kind of managers' data is described: where it lives, what its table shows, what its form asks. */
import type { Role } from '@/api/session'
import type { WordKey } from '@/words'

export type Pair = readonly [string, string]
export type Row = Record<string, unknown>

export interface Option {
  value: string | number | boolean
  says: Pair
}

export type FieldKind =
  | 'text' | 'long' | 'number' | 'numbers' | 'switch' | 'choice' | 'choices' | 'words' | 'date' | 'time' | 'json' | 'secret'
  | 'rows' | 'pairs'
  | 'team' | 'teams' | 'person' | 'people' | 'topic' | 'topics' | 'store' | 'stores' | 'conditions' | 'hours'

export interface Field {
  /** Where the value stands in the body, dots between levels. */
  name: string
  says: Pair
  kind: FieldKind
  options?: Option[]
  hint?: Pair
  /** Asked when it is made only: it never changes. */
  onlyNew?: boolean
  onlyChanged?: boolean
  isNeeded?: boolean
  from?: unknown
  /** Asked only where the other values make sense of it. */
  when?: (values: Row) => boolean
  /** Conditions that this kind of rule does not know. */
  leavesOut?: string[]
  /** What one of many `rows` is made of. */
  columns?: Field[]
  /** Where the value in force stands, which the row's own is filled with. */
  inForce?: string
  /** Empty is a value of its own, not what the service takes by itself. */
  mayBeNone?: boolean
  /** What comes with the product in its place, by the values chosen so far and all rows. */
  shipped?: (values: Row, rows: Row[]) => unknown
}

/** What went out by a row, or came in by it. */
export interface Ledger {
  says: WordKey
  replay: WordKey
  replayed: WordKey
  path: (row: Row) => string
  roles: Role[]
  mayReplay: (entry: Row) => boolean
}

export interface Column {
  name: string
  says: Pair
  /** How the value is shown; a plain text without. */
  /** What is said where there is no value. */
  none?: Pair
  as?: 'team' | 'topic' | 'store' | 'people' | 'teams' | 'words' | 'time' | 'flag' | 'json' | 'value' | 'conditions' | 'promises' | 'hours' | 'place' | 'pairs'
  group?: string
  width?: number
}

export interface Action {
  says: Pair
  roles?: Role[]
  shows?: (row: Row) => boolean
  does: (row: Row) => Promise<Told | void>
}

/** What an action answers to show: a sentence, or a secret that is shown once. */
export interface Told {
  good: boolean
  text: string
  isSecret?: boolean
}

export interface Resource {
  key: string
  group: 'organisation' | 'intake' | 'judging' | 'following' | 'system'
  says: Pair
  path: string
  /** The member that names a row in its address. */
  id: string
  name: string
  readers?: Role[]
  writers: Role[]
  makes?: boolean
  changes?: 'PUT' | 'PATCH'
  removes?: boolean
  /** What removing a row comes to, where what was shipped holds again. */
  restores?: Pair
  /** The member of a creating answer that is shown once. */
  once?: string
  /** What holds where the table says nothing. */
  note?: Pair
  columns: Column[]
  fields: Field[]
  actions?: Action[]
  ledger?: Ledger
  /** Objects of which the form shows a part: the rest is sent back as it was. */
  keeps?: string[]
  /** There is exactly one: its form is the page. */
  isSingle?: boolean
  /** Whether removing, or changing, is refused for a row, such as a shipped one. */
  isFixed?: (row: Row) => boolean
}

/** Whether a row is kept: else it says what holds without one, and saving it makes one. */
export const isKept = (resource: Resource, row: Row | null): row is Row => row !== null && row[resource.id] !== null

/** Reads `a.b` of a row. */
export function valueAt(row: Row, name: string): unknown {
  return name.split('.').reduce<unknown>((value, part) => (value as Row | null | undefined)?.[part], row)
}

/** Writes `a.b` of a body, making what is between. */
export function place(body: Row, name: string, value: unknown): void {
  const parts = name.split('.')
  const last = parts.pop()!
  let at = body
  for (const part of parts) at = (at[part] ??= {}) as Row
  at[last] = value
}

/** Takes `a.b` out of a body. */
export function drop(body: Row, name: string): void {
  const parts = name.split('.')
  const last = parts.pop()!
  const at = parts.reduce<Row | undefined>((found, part) => found?.[part] as Row | undefined, body)
  if (at) delete at[last]
}
