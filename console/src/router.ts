/** The console's addresses, and who may come to each. */
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { can, resume, session, type Role } from './api/session'

declare module 'vue-router' {
  interface RouteMeta {
    isOpen?: boolean
    roles?: Role[]
  }
}

const LEADING: Role[] = ['lead', 'manager', 'admin']
const DECIDING: Role[] = ['lead', 'manager', 'admin', 'auditor']
const LOOKING: Role[] = [...DECIDING, 'store_manager']
const ASKING: Role[] = ['agent', 'lead', 'manager', 'store_manager', 'admin']
const REVIEWING: Role[] = ['agent', 'lead', 'manager', 'admin']

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => (can('auditor') && !can(...REVIEWING) ? '/admin/audit' : '/queue/mine') },
  { path: '/sign-in', component: () => import('./sign-in/SignInPage.vue'), meta: { isOpen: true } },
  { path: '/welcome', component: () => import('./sign-in/WelcomePage.vue'), meta: { isOpen: true } },
  { path: '/queue/:name(mine|team|unassigned|all)', component: () => import('./queue/QueuePage.vue') },
  { path: '/review', component: () => import('./queue/ReviewPage.vue'), meta: { roles: REVIEWING } },
  { path: '/cases/:id', component: () => import('./case/CasePage.vue') },
  { path: '/incidents', component: () => import('./team/IncidentsPage.vue') },
  { path: '/incidents/:id', component: () => import('./team/IncidentPage.vue') },
  { path: '/board', component: () => import('./team/BoardPage.vue'), meta: { roles: LEADING } },
  { path: '/alerts', component: () => import('./team/AlertsPage.vue'), meta: { roles: LOOKING } },
  { path: '/dashboard', component: () => import('./insight/DashboardPage.vue'), meta: { roles: LOOKING } },
  { path: '/weekly', component: () => import('./insight/WeeklyPage.vue'), meta: { roles: ['manager', 'admin', 'auditor'] } },
  { path: '/calls', component: () => import('./calls/CallsPage.vue') },
  { path: '/mentions', component: () => import('./queue/MentionsPage.vue') },
  { path: '/customers', component: () => import('./customer/FindCustomer.vue'), meta: { roles: ASKING } },
  { path: '/customers/:handle', component: () => import('./customer/CustomerPage.vue') },
  { path: '/reports/:name?', component: () => import('./insight/ReportsPage.vue'), meta: { roles: LOOKING } },
  { path: '/admin/:key?', component: () => import('./admin/AdminPage.vue'), meta: { roles: DECIDING } },
  { path: '/me/notices', component: () => import('./shell/NoticesPage.vue') },
  { path: '/search', component: () => import('./queue/SearchPage.vue') },
  { path: '/:rest(.*)*', component: () => import('./shell/NotFound.vue') },
]

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes,
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
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
    fetchPage(to)
    await resume()
  }
  if (to.meta.isOpen) return session.person && to.path === '/sign-in' ? '/' : true
  if (!session.person) return { path: '/sign-in', query: to.redirectedFrom?.path === '/' ? {} : { to: to.fullPath } }
  if (to.meta.roles && !can(...to.meta.roles)) return { path: '/no-access' }
  return true
})
