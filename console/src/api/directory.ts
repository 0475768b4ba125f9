/** The names everything else refers to: topics, teams, stores. Read once, and again when asked. */
import { computed, reactive } from 'vue'
import { words } from '@/words'
import { everything } from './client'
import type { components as Intake } from './types/intake'
import type { components as Triage } from './types/triage'

export type Topic = Triage['schemas']['TopicView']
export type Team = Triage['schemas']['TeamView']
export type Store = Intake['schemas']['StoreOut']
export type PersonRef = Triage['schemas']['PersonRef']

export const directory = reactive({
  topics: new Map<string, Topic>(),
  teams: new Map<string, Team>(),
  stores: new Map<string, Store>(),
  isKnown: false,
})

/** What stands for a name until the names are there. */
const SOON = '…'

let reading: Promise<void> | null = null

/** Reads the directory unless it is there already. */
export function learn(again = false): Promise<void> {
  if (again) reading = null
  reading ??= read().catch((error: unknown) => {
    reading = null
    throw error
  })
  return reading
}

async function read(): Promise<void> {
  const [topics, teams, stores] = await Promise.all([
    everything<Topic>('/triage/v1/topics'),
    everything<Team>('/triage/v1/teams'),
    everything<Store>('/intake/v1/stores'),
  ])
  directory.topics = new Map(topics.map((one) => [one.code, one]))
  directory.teams = new Map(teams.map((one) => [one.id, one]))
  directory.stores = new Map(stores.map((one) => [one.code, one]))
  directory.isKnown = true
}

export function topicName(code: string): string {
  const topic = directory.topics.get(code)
  if (!topic) return directory.isKnown ? code : SOON
  return words.language === 'zh' ? topic.name_zh : topic.name_en
}

export function storeName(code: string | null | undefined): string {
  return code ? (directory.stores.get(code)?.name ?? (directory.isKnown ? code : SOON)) : ''
}

export function teamName(id: string | null | undefined): string {
  return id ? (directory.teams.get(id)?.name ?? (directory.isKnown ? id : SOON)) : ''
}

/** Everybody who works in a team, each once. */
export const colleagues = computed<PersonRef[]>(() => {
  const found = new Map<string, PersonRef>()
  for (const team of directory.teams.values()) {
    for (const person of [...team.leads, ...team.members]) found.set(person.id, person)
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'zh'))
})
