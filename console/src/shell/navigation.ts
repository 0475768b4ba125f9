/** What the side bar offers, by role. */
import { Bell, ChatLineRound, DataAnalysis, DataBoard, Finished, List, Search, Setting, Connection } from '@element-plus/icons-vue'
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
      { to: '/incidents', says: 'nav.incidents', icon: Connection },
      { to: '/search', says: 'nav.search', icon: Search },
    ],
  },
  {
    says: 'nav.team',
    places: [
      { to: '/board', says: 'nav.board', icon: DataBoard, roles: ['lead', 'manager', 'admin'] },
      { to: '/alerts', says: 'nav.alerts', icon: Bell, roles: ['lead', 'manager', 'admin', 'auditor'] },
    ],
  },
  {
    says: 'nav.insight',
    places: [
      { to: '/dashboard', says: 'nav.dashboard', icon: DataAnalysis, roles: ['lead', 'manager', 'admin', 'auditor', 'store_manager'] },
      { to: '/reports', says: 'nav.reports', icon: ChatLineRound, roles: ['lead', 'manager', 'admin', 'auditor', 'store_manager'] },
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
