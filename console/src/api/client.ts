/** The three services' APIs, typed by their own documents; each call carries the session. */
import createClient from 'openapi-fetch'
import { words } from '@/words'
import { Problem, Unreachable } from './problem'
import { freshToken, renew } from './session'
import type { paths as FollowupPaths } from './types/followup'
import type { paths as IntakePaths } from './types/intake'
import type { paths as TriagePaths } from './types/triage'

const BEGIN_AGAIN = 401

/** Sends a request as whoever is signed in; asks them to sign in again when that has ended. */
export async function send(request: Request): Promise<Response> {
  const spare = request.clone()
  const response = await carry(request, await freshToken())
  if (response.status !== BEGIN_AGAIN) return response
  return carry(spare, await renew())
}

async function carry(request: Request, token: string): Promise<Response> {
  request.headers.set('Authorization', `Bearer ${token}`)
  request.headers.set('Accept-Language', words.language)
  try {
    return await fetch(request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unreachable()
  }
}

export const intake = createClient<IntakePaths>({ baseUrl: '/intake', fetch: send })
export const triage = createClient<TriagePaths>({ baseUrl: '/triage', fetch: send })
export const followup = createClient<FollowupPaths>({ baseUrl: '/followup', fetch: send })

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Returns what a call answered, or throws the Problem it was refused with. */
export async function told<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw Problem.of(response.status, error)
  return data as T
}

/** The same, with the ETag that the next change is made under. */
export async function toldWithTag<T>(call: Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  const { data, error, response } = await call
  if (!response.ok) throw Problem.of(response.status, error)
  return { data: data as T, etag: response.headers.get('ETag') ?? '' }
}

/** Calls a path that no document types: managers' data by their descriptions, exports, pictures. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await send(new Request(new URL(path, location.origin), init))
  if (response.ok) return response
  const body: unknown = await response.json().catch(() => null)
  throw Problem.of(response.status, body)
}

/** Sends and takes JSON on such a path. */
export async function json<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const init: RequestInit = { method, headers: { Accept: 'application/json', ...headers } }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { ...init.headers, 'Content-Type': 'application/json' }
  }
  const response = await raw(path, init)
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export interface PageOf<T> {
  items: T[]
  next_cursor?: string | null
}

/** Reads a whole list, page by page, up to `most` rows. */
export async function everything<T>(path: string, most = 2000): Promise<T[]> {
  const found: T[] = []
  let cursor: string | null | undefined = ''
  do {
    const url = new URL(path, location.origin)
    url.searchParams.set('limit', '200')
    if (cursor) url.searchParams.set('cursor', cursor)
    const page: PageOf<T> = await json<PageOf<T>>('GET', url.pathname + url.search)
    found.push(...page.items)
    cursor = page.next_cursor
  } while (cursor && found.length < most)
  return found
}

/** Saves what a path answers as a file, in the format asked for. */
export async function download(path: string, accept: string, name: string): Promise<void> {
  await save(await raw(path, { headers: { Accept: accept } }), name)
}

/** Saves an answer as a file. */
export async function save(response: Response, name: string): Promise<void> {
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

export function newKey(): Record<string, string> {
  return { 'Idempotency-Key': crypto.randomUUID() }
}
