import { describe, expect, it } from 'vitest'
import { parseEvent } from '@/api/live'
import { Problem } from '@/api/problem'

describe('an event of the stream', () => {
  it('is read with its id, name and data of several lines', () => {
    expect(parseEvent('id: 7\nevent: case.changed\ndata: {"id":\ndata: "x"}')).toEqual({ id: '7', event: 'case.changed', data: { id: 'x' } })
  })

  it('is none when it is a comment or no JSON', () => {
    expect(parseEvent(': heartbeat').data).toBeNull()
    expect(parseEvent('data: nonsense').data).toBeNull()
  })
})

describe('a problem', () => {
  it('finds the sentence of a field by its pointer', () => {
    const problem = Problem.of(422, { title: 't', detail: 'd', errors: [{ pointer: '/customer/phone', detail: '号码不对' }] })
    expect(problem.of('customer.phone')).toBe('号码不对')
    expect(problem.of('name')).toBeUndefined()
  })
})
