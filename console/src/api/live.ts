/** What happens while a page is open: server-sent events, or a look every now and then. */
import { onBeforeUnmount, onMounted, reactive } from 'vue'
import { raw } from './client'
import { session } from './session'

export interface Happening {
  service: Service
  event: string
  data: Record<string, unknown>
}

type Service = 'triage' | 'followup'
type Listener = (happening: Happening | null) => void

const POLL_MS = 15_000
const RETRY_MS = 20_000
const SETTLE_MS = 300

export const live = reactive({ on: false })
const listeners = new Set<Listener>()
const running: Partial<Record<Service, AbortController>> = {}
const open = new Set<Service>()
let polling: ReturnType<typeof setInterval> | undefined

function tell(happening: Happening | null): void {
  for (const listener of listeners) listener(happening)
}

function begin(): void {
  for (const service of ['triage', 'followup'] as const) void follow(service)
  polling ??= setInterval(() => {
    if (!live.on && document.visibilityState === 'visible') tell(null)
  }, POLL_MS)
}

function end(): void {
  clearInterval(polling)
  polling = undefined
  for (const service of ['triage', 'followup'] as const) {
    running[service]?.abort()
    delete running[service]
  }
}

async function follow(service: Service): Promise<void> {
  const control = new AbortController()
  running[service]?.abort()
  running[service] = control
  let last = ''
  while (!control.signal.aborted && session.person) {
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' }
      if (last) headers['Last-Event-ID'] = last
      const response = await raw(`/${service}/v1/stream`, { headers, signal: control.signal })
      if (!response.body) throw new Error('no stream')
      open.add(service)
      live.on = open.size === 2
      last = await listen(service, response.body, last)
    } catch {
      if (control.signal.aborted) break
    }
    open.delete(service)
    live.on = false
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (0.5 + Math.random())))
  }
  open.delete(service)
  live.on = false
}

/** Reads the stream to its end; returns the id of the last event. */
async function listen(service: Service, body: ReadableStream<Uint8Array>, last: string): Promise<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let held = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return last
    held += value.replaceAll('\r', '')
    const blocks = held.split('\n\n')
    held = blocks.pop() ?? ''
    for (const block of blocks) {
      const parsed = parseEvent(block)
      if (parsed.id) last = parsed.id
      if (parsed.data) tell({ service, event: parsed.event, data: parsed.data })
    }
  }
}

/** Reads one event of a stream (WHATWG HTML, section 9.2). */
export function parseEvent(block: string): { id: string; event: string; data: Record<string, unknown> | null } {
  let id = ''
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) continue
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id') id = value
    else if (field === 'event') event = value
    else if (field === 'data') data.push(value)
  }
  try {
    return { id, event, data: data.length ? (JSON.parse(data.join('\n')) as Record<string, unknown>) : null }
  } catch {
    return { id, event, data: null }
  }
}

/** Calls `refresh` soon after something happened that `concerns` it, many happenings once. */
export function useLive(refresh: () => void, concerns: (happening: Happening) => boolean = () => true): void {
  let settling: ReturnType<typeof setTimeout> | undefined
  const listener: Listener = (happening) => {
    if (happening && !concerns(happening)) return
    clearTimeout(settling)
    settling = setTimeout(refresh, SETTLE_MS)
  }
  onMounted(() => {
    listeners.add(listener)
    if (listeners.size === 1) begin()
  })
  onBeforeUnmount(() => {
    clearTimeout(settling)
    listeners.delete(listener)
    if (listeners.size === 0) end()
  })
}
