/** Who is signed in: the access token lives in memory only, the refresh cookie is the browser's. */
import { reactive } from 'vue'
import { words } from '@/words'
import { Problem, Unreachable } from './problem'
import type { components } from './types/triage'

export type Person = components['schemas']['StaffView']
export type Role = 'agent' | 'lead' | 'manager' | 'store_manager' | 'admin' | 'auditor'

interface Token {
  access_token: string
  expires_in: number
}

const EARLY_MS = 20_000
/** Says that this browser has a session to take up; the session itself is not in it. */
const HINT = 'huiyin-session'

export const session = reactive({
  person: null as Person | null,
  /** The session ended while the page was open: ask again over it, and lose nothing. */
  hasEnded: false,
})

let token = ''
let endsAt = 0
let renewing: Promise<string> | null = null
let waiting: { resolve: (token: string) => void; reject: (error: unknown) => void }[] = []

export function can(...roles: Role[]): boolean {
  return session.person?.roles.some((role) => roles.includes(role as Role)) ?? false
}

/** Returns an access token that will last this request. */
export function freshToken(): Promise<string> {
  return token && Date.now() < endsAt - EARLY_MS ? Promise.resolve(token) : renew()
}

/** Trades the refresh cookie for a new token; when it has ended too, waits for a new sign-in. */
export function renew(): Promise<string> {
  renewing ??= oneTabAtATime(() => exchange('refresh'))
    .then((given) => {
      // The cookie is the browser's: in another tab somebody else may have signed in meanwhile.
      if (session.person && holderOf(given) !== session.person.id) return leaveTo('/console/')
      return given
    })
    .catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) return signInAgain()
      throw error
    })
    .finally(() => (renewing = null))
  return renewing
}

function signInAgain(): Promise<string> {
  if (!session.person) throw new Problem(401, '', '')
  session.hasEnded = true
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
}

/** Tabs share the refresh cookie, and each may be traded once: they take turns. */
function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request('huiyin-refresh', work) as Promise<T> : work()
}

async function exchange(route: 'token' | 'refresh' | 'password', body?: unknown): Promise<string> {
  const headers: Record<string, string> = { 'Accept-Language': words.language }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (route === 'password') headers.Authorization = `Bearer ${token}`
  const init: RequestInit = { method: 'POST', headers, credentials: 'same-origin' }
  if (body !== undefined) init.body = JSON.stringify(body)
  let response: Response
  try {
    response = await fetch(`/triage/v1/auth/${route}`, init)
  } catch {
    throw new Unreachable()
  }
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw Problem.of(response.status, answer)
  const given = answer as Token
  token = given.access_token
  endsAt = Date.now() + given.expires_in * 1000
  localStorage.setItem(HINT, '1')
  return token
}

/** Returns whose token it is; what it may do, the services judge. */
function holderOf(given: string): string {
  const claims = given.split('.')[1] ?? ''
  return (JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { sub: string }).sub
}

function leaveTo(path: string): never {
  token = ''
  location.assign(path)
  throw new Problem(401, '', words.t('session.other'))
}

// Signed out in another tab: this one may show what it shows, and asks before anything more.
globalThis.addEventListener?.('storage', (event) => {
  if (event.key !== HINT || event.newValue !== null || !session.person) return
  token = ''
  session.hasEnded = true
})

/** Reads who the token belongs to. */
export async function meet(): Promise<Person> {
  const response = await fetch('/triage/v1/auth/me', { headers: { Authorization: `Bearer ${token}`, 'Accept-Language': words.language } })
  const answer: unknown = await response.json()
  if (!response.ok) throw Problem.of(response.status, answer)
  session.person = answer as Person
  return session.person
}

/** Signs in with a password; `newPassword` replaces one that was given once. */
export async function signIn(username: string, password: string, newPassword?: string): Promise<void> {
  const body = newPassword ? { username, password, new_password: newPassword } : { username, password }
  const before = session.person?.id
  const given = await exchange('token', body)
  const person = await meet()
  session.hasEnded = false
  const held = waiting
  waiting = []
  // Somebody else at the same screen: what the first person had under way is not theirs to send.
  if (before && before !== person.id) {
    held.forEach((one) => one.reject(new Problem(401, '', words.t('session.other'))))
    location.assign('/console/')
    return
  }
  held.forEach((one) => one.resolve(given))
}

/** Says whether there may be a session to take up: what needs one can be asked for already. */
export function mayResume(): boolean {
  return localStorage.getItem(HINT) !== null
}

/** Takes up the session that the refresh cookie holds, if it does. */
export async function resume(): Promise<boolean> {
  if (!mayResume()) return false
  try {
    await renew()
    await meet()
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    localStorage.removeItem(HINT)
    return false
  }
}

export interface LinkSeen {
  username: string
  name: string
  purpose: string
}

/** Posts before anybody is signed in. */
async function knock<T>(route: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method: body === undefined ? 'GET' : 'POST', headers: { 'Accept-Language': words.language } }
  if (body !== undefined) Object.assign(init, { body: JSON.stringify(body), headers: { 'Accept-Language': words.language, 'Content-Type': 'application/json' } })
  const response = await fetch(`/triage/v1/auth/${route}`, init).catch(() => {
    throw new Unreachable()
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw Problem.of(response.status, answer)
  return answer as T
}

export const waysToSignIn = () => knock<{ oidc: { name: string } | null }>('methods')
export const forgot = (username: string) => knock<unknown>('forgotten', { username })
export const lookAtLink = (link: string) => knock<LinkSeen>('links/look', { token: link })

/** Returns the provider's address to go to; an invitation is accepted by whom it vouches for. */
export async function startAtProvider(invitation?: string): Promise<string> {
  localStorage.setItem(HINT, '1')
  return (await knock<{ url: string }>('oidc/start', { return_to: '/console/', invitation: invitation ?? null })).url
}

export async function acceptLink(link: string, password: string): Promise<void> {
  const given = await knock<Token>('links/accept', { token: link, password })
  token = given.access_token
  endsAt = Date.now() + given.expires_in * 1000
  localStorage.setItem(HINT, '1')
  await meet()
}

export async function changePassword(current: string, next: string): Promise<void> {
  await exchange('password', { current_password: current, new_password: next })
}

export async function signOut(): Promise<void> {
  await fetch('/triage/v1/auth/logout', { method: 'POST', credentials: 'same-origin' }).catch(() => undefined)
  localStorage.removeItem(HINT)
  session.person = null
  // A full load: nothing of this person stays in memory.
  location.assign('/console/sign-in')
}

