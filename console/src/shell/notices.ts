/** What one was told: the newest, how many are unread, and those that pop up on the desktop. */
import { reactive } from 'vue'
import { told, triage } from '@/api/client'
import type { components } from '@/api/types/triage'
import { words } from '@/words'

export type Notice = components['schemas']['NoticeView']

const NEWEST = 8

export const notices = reactive({ items: [] as Notice[], unread: 0 })
let shownUntil: string | null = null

/** Reads the newest anew; what came since the last look pops up where the person allows it. */
export async function lookAtNotices(): Promise<void> {
  const query = { limit: NEWEST, language: words.language }
  const page = await told(triage.GET('/v1/me/notices', { params: { query } }))
  notices.items = page.items
  notices.unread = page.unread
  const fresh = page.items.filter((one) => shownUntil !== null && one.id > shownUntil && !one.read_at && one.pops)
  shownUntil = page.items[0]?.id ?? shownUntil ?? ''
  for (const one of fresh) popUp(one)
}

export async function readNotices(ids?: string[]): Promise<void> {
  const left = await told(triage.POST('/v1/me/notices/read', { body: ids ? { ids } : {} }))
  notices.unread = left.unread
  const now = new Date().toISOString()
  for (const one of notices.items) if (!one.read_at && (!ids || ids.includes(one.id))) one.read_at = now
}

function popUp(one: Notice): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  const popped = new Notification(one.title, { body: one.lines.join('\n'), tag: one.id })
  popped.onclick = () => {
    globalThis.focus()
    location.assign(`/console${one.path}`)
  }
}
