/** What the side bar offers, by role. */
import { Bell, ChatDotRound, ChatLineRound, Connection, DataAnalysis, DataBoard, Document, Finished, List, Phone, Search, Setting, Share, User } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { can, type Role } from '@/api/session'
import type { WordKey } from '@/words'

interface Place {
  to: string
  says: WordKey
  icon: Component
  roles?: Role[]
}

export interface Group {
  says: WordKey
  places: Place[]
}

const GROUPS: Group[] = [
  {
    says: 'nav.work',
    places: [
      { to: '/queue/mine', says: 'nav.queue', icon: List },
      { to: '/review', says: 'nav.review', icon: Finished, roles: ['agent', 'lead', 'manager', 'admin'] },
      { to: '/calls', says: 'nav.calls', icon: Phone },
      { to: '/tasks', says: 'nav.tasks', icon: Share, roles: ['agent', 'lead', 'manager', 'admin', 'auditor'] },
      { to: '/mentions', says: 'nav.mentions', icon: ChatDotRound },
      { to: '/incidents', says: 'nav.incidents', icon: Connection },
      { to: '/search', says: 'nav.search', icon: Search },
      { to: '/customers', says: 'nav.customers', icon: User, roles: ['agent', 'lead', 'manager', 'store_manager', 'admin'] },
    ],
  },
  {
    says: 'nav.team',
    places: [
      { to: '/board', says: 'nav.board', icon: DataBoard, roles: ['lead', 'manager', 'admin'] },
      { to: '/alerts', says: 'nav.alerts', icon: Bell, roles: ['lead', 'manager', 'admin', 'auditor', 'store_manager'] },
    ],
  },
  {
    says: 'nav.insight',
    places: [
      { to: '/dashboard', says: 'nav.dashboard', icon: DataAnalysis, roles: ['lead', 'manager', 'admin', 'auditor', 'store_manager'] },
      { to: '/reports', says: 'nav.reports', icon: ChatLineRound, roles: ['lead', 'manager', 'admin', 'auditor', 'store_manager'] },
      { to: '/weekly', says: 'report.weekly', icon: Document, roles: ['manager', 'admin', 'auditor'] },
    ],
  },
  {
    says: 'nav.admin',
    places: [{ to: '/admin', says: 'nav.admin', icon: Setting, roles: ['lead', 'manager', 'admin', 'auditor'] }],
  },
]

export function offered(): Group[] {
  return GROUPS.map((group) => ({ ...group, places: group.places.filter((one) => !one.roles || can(...one.roles)) })).filter(
    (group) => group.places.length > 0,
  )
}
