import { beforeEach, describe, expect, it, vi } from 'vitest'

interface Answer {
  items: { id: string }[]
  next_cursor: string | null
}

const asked: { cursor?: string; answer: (page: Answer) => void; refuse: (why: Error) => void }[] = []

vi.mock('@/api/client', () => ({
  told: (answer: Promise<Answer>) => answer,
  triage: {
    GET: (_path: string, { params }: { params: { query: { cursor?: string } } }) =>
      new Promise<Answer>((answer, refuse) => asked.push({ cursor: params.query.cursor, answer, refuse })),
  },
}))

const { readAhead, useRows } = await import('@/queue/rows')

const page = (from: number, next: string | null): Answer => ({ items: [0, 1].map((n) => ({ id: `${from + n}` })), next_cursor: next })
const settled = () => new Promise((resolve) => setTimeout(resolve))

async function begun() {
  const queue = useRows()
  const done = queue.begin('all', {})
  asked.shift()?.answer(page(0, 'a'))
  await done
  return { ...queue, ids: () => queue.state.rows.map((row) => row.id) }
}

describe('a growing queue', () => {
  beforeEach(() => void asked.splice(0))

  it('takes up the next page behind what it has', async () => {
    const { grow, ids, state } = await begun()
    const done = grow('all', {})
    asked.shift()?.answer(page(2, null))
    await done
    expect(ids()).toEqual(['0', '1', '2', '3'])
    expect(state.hasMore).toBe(false)
  })

  it('asks again from where it now ends when it was read anew meanwhile', async () => {
    const { grow, refresh, ids } = await begun()
    const growing = grow('all', {})
    const refreshing = refresh('all', {})
    const [first, anew] = asked.splice(0)
    anew?.answer(page(0, 'b'))
    await refreshing
    first?.answer(page(2, null))
    await settled()
    expect(asked[0]?.cursor).toBe('b')
    asked.shift()?.answer(page(2, null))
    await growing
    expect(ids()).toEqual(['0', '1', '2', '3'])
  })

  it('takes up nothing of a queue that was left', async () => {
    const { grow, begin, ids } = await begun()
    const growing = grow('all', {})
    const beginning = begin('mine', {})
    const [left, other] = asked.splice(0)
    other?.answer(page(8, null))
    await beginning
    left?.answer(page(2, null))
    await growing
    expect(ids()).toEqual(['8', '9'])
    expect(asked).toEqual([])
  })
})

describe('a queue asked for ahead', () => {
  beforeEach(() => void asked.splice(0))

  it('is taken once, by the page of the same address', async () => {
    readAhead('mine', { topic: 'food' })
    asked.shift()?.answer(page(4, null))
    const { begin, refresh, state } = useRows()
    await begin('mine', { topic: 'food' })
    expect(state.rows.map((row) => row.id)).toEqual(['4', '5'])
    void refresh('mine', { topic: 'food' })
    expect(asked).toHaveLength(1)
  })

  it('is asked for anew by another address, and after a refusal', async () => {
    readAhead('mine', {})
    asked.shift()?.answer(page(4, null))
    void useRows().begin('mine', { topic: 'food' })
    expect(asked.splice(0)).toHaveLength(1)
    readAhead('mine', {})
    asked.shift()?.refuse(new Error('no session yet'))
    await settled()
    void useRows().begin('mine', {})
    expect(asked).toHaveLength(1)
  })
})
