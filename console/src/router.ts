/** The console's addresses, and who may come to each. */
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { learn } from './api/directory'
import { can, mayResume, resume, session, type Role } from './api/session'
import { filtersOf } from './queue/filters'
// What people begin with comes with the console itself: its parts are not asked for one by one.
import QueuePage from './queue/QueuePage.vue'
import { readAhead, type QueueName } from './queue/rows'
import SignInPage from './sign-in/SignInPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    isOpen?: boolean
    /** Reads its rows beside the directory, and shows them before the names are there. */
    isEarly?: boolean
    /** Asks for its first rows while the session is taken up. */
    readAhead?: (to: RouteLocationNormalized) => void
    roles?: Role[]
  }
}

const LEADING: Role[] = ['lead', 'manager', 'admin']
const DECIDING: Role[] = ['lead', 'manager', 'admin', 'auditor']
const LOOKING: Role[] = [...DECIDING, 'store_manager']
const ASKING: Role[] = ['agent', 'lead', 'manager', 'store_manager', 'admin']
const REVIEWING: Role[] = ['agent', 'lead', 'manager', 'admin']

/** Where each begins: at their own cases, their store's, or at what was done. */
function home(): string {
  if (can(...REVIEWING)) return '/queue/mine'
  return can('store_manager') ? '/queue/team' : '/admin/audit'
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: home },
  { path: '/sign-in', component: SignInPage, meta: { isOpen: true } },
  { path: '/welcome', component: () => import('./sign-in/WelcomePage.vue'), meta: { isOpen: true } },
  { path: '/queue/:name(mine|team|unassigned|all)', component: QueuePage, meta: { isEarly: true, readAhead: (to) => readAhead(to.params.name as QueueName, filtersOf(to)) } },
  { path: '/review', component: () => import('./queue/ReviewPage.vue'), meta: { isEarly: true, roles: REVIEWING } },
  { path: '/cases/:id', component: () => import('./case/CasePage.vue'), meta: { isEarly: true } },
  { path: '/incidents', component: () => import('./team/IncidentsPage.vue'), meta: { isEarly: true } },
  { path: '/incidents/:id', component: () => import('./team/IncidentPage.vue'), meta: { isEarly: true } },
  { path: '/board', component: () => import('./team/BoardPage.vue'), meta: { roles: LEADING } },
  { path: '/alerts', component: () => import('./team/AlertsPage.vue'), meta: { isEarly: true, roles: LOOKING } },
  { path: '/dashboard', component: () => import('./insight/DashboardPage.vue'), meta: { roles: LOOKING } },
  { path: '/weekly', component: () => import('./insight/WeeklyPage.vue'), meta: { roles: ['manager', 'admin', 'auditor'] } },
  { path: '/calls', component: () => import('./calls/CallsPage.vue'), meta: { isEarly: true } },
  { path: '/tasks', component: () => import('./queue/TasksPage.vue'), meta: { isEarly: true } },
  { path: '/mentions', component: () => import('./queue/MentionsPage.vue'), meta: { isEarly: true } },
  { path: '/customers', component: () => import('./customer/FindCustomer.vue'), meta: { roles: ASKING } },
  { path: '/customers/:handle', component: () => import('./customer/CustomerPage.vue'), meta: { isEarly: true } },
  { path: '/reports/:name?', component: () => import('./insight/ReportsPage.vue'), meta: { roles: LOOKING } },
  { path: '/admin/:key?', component: () => import('./admin/AdminPage.vue'), meta: { roles: DECIDING } },
  { path: '/me/notices', component: () => import('./shell/NoticesPage.vue') },
  { path: '/search', component: () => import('./queue/SearchPage.vue'), meta: { isEarly: true } },
  { path: '/:rest(.*)*', component: () => import('./shell/NotFound.vue') },
]

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes,
  // A page that was just loaded is at its top: to say so again would lay it out before its rows are there.
  scrollBehavior: (_to, from, kept) => kept ?? (from.matched.length > 0 && { top: 0 }),
})

let hasTried = false

/** Fetches the code of the page that is asked for while the session is taken up. */
function fetchPage(to: RouteLocationNormalized): void {
  for (const { components } of to.matched) {
    const page: unknown = components?.default
    if (typeof page === 'function') void Promise.resolve((page as () => unknown)()).catch(() => undefined)
  }
}

router.beforeEach(async (to) => {
  if (!session.person && !hasTried) {
    hasTried = true
    if (mayResume()) {
      fetchPage(to)
      to.meta.readAhead?.(to)
      // The names go with the session's first token; the frame tells when they cannot be had.
      void learn().catch(() => undefined)
    }
    await resume()
  }
  if (to.meta.isOpen) return session.person && to.path === '/sign-in' ? '/' : true
  if (!session.person) return { path: '/sign-in', query: to.redirectedFrom?.path === '/' ? {} : { to: to.fullPath } }
  if (to.meta.roles && !can(...to.meta.roles)) return { path: '/no-access' }
  return true
})
