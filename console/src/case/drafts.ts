/** What staff have typed for a case, kept until it is sent, wherever they go in between. */
import { reactive } from 'vue'

export interface Draft {
  mode: 'note' | 'ask' | 'resolve'
  note: string
  ask: string
  result: string
  measures: string
  tell: boolean
}

const drafts = new Map<string, Draft>()

export function draftOf(caseId: string): Draft {
  const kept = drafts.get(caseId)
  if (kept) return kept
  const draft = reactive<Draft>({ mode: 'note', note: '', ask: '', result: '', measures: '', tell: true })
  drafts.set(caseId, draft)
  return draft
}

export function isTyped(draft: Draft): boolean {
  return [draft.note, draft.ask, draft.result, draft.measures].some((text) => text.trim() !== '')
}

window.addEventListener('beforeunload', (event) => {
  if ([...drafts.values()].some(isTyped)) event.preventDefault()
})
