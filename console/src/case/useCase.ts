/** One case from its three services, the two ETags it is changed under, and what to do about a conflict. */
import { reactive } from 'vue'
import { followup, intake, told, toldWithTag, triage } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Feedback, FullCase, Progress } from '@/api/shapes'
import { news, type News } from './changes'

export type Side = 'triage' | 'followup'

const SETTLING_MS = [350, 1500]

export function useCase(id: string) {
  const state = reactive({
    triage: null as FullCase | null,
    followup: null as Progress | null,
    feedback: null as Feedback | null,
    problem: null as Problem | null,
    conflict: null as { news: News; again: () => Promise<void> } | null,
    /** Something changed while somebody types; the page waits to be asked. */
    hasNews: false,
  })
  const tags: Record<Side, string> = { triage: '', followup: '' }

  async function read(): Promise<void> {
    const path = { params: { path: { case_id: id } } }
    const [ours, progress] = await Promise.all([
      toldWithTag(triage.GET('/v1/cases/{case_id}', path)),
      toldWithTag(followup.GET('/v1/cases/{case_id}', path)).catch((error: unknown) => {
        // Followup hears of a case a moment after triage.
        if (error instanceof Problem && error.status === 404) return null
        throw error
      }),
    ])
    state.triage = ours.data
    tags.triage = ours.etag
    if (progress) {
      state.followup = progress.data
      tags.followup = progress.etag
    }
    state.hasNews = false
  }

  async function readFeedback(): Promise<void> {
    if (!state.triage) return
    const path = { feedback_id: state.triage.feedback_id }
    state.feedback = await told(intake.GET('/v1/feedback/{feedback_id}', { params: { path } }))
  }

  async function load(): Promise<void> {
    try {
      await read()
      state.problem = null
      await readFeedback()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (!state.triage) state.problem = error
    }
  }

  /** Changes the case under the ETag read last. On 412 shows what changed; `again` sends it anew. */
  async function change(side: Side, send: (tag: string) => Promise<void>): Promise<boolean> {
    const before = { triage: state.triage, followup: state.followup }
    try {
      await send(tags[side])
    } catch (error) {
      if (!(error instanceof Problem) || !error.isConflict) throw error
      await read()
      state.conflict = {
        news: news(before, { triage: state.triage, followup: state.followup }),
        again: () => send(tags[side]).then(settle),
      }
      return false
    }
    settle()
    return true
  }

  /** What one service changed, the others hear in a moment. */
  function settle(): void {
    for (const wait of SETTLING_MS) setTimeout(() => void load(), wait)
  }

  function keep(progress: Progress, etag: string): void {
    state.followup = progress
    if (etag) tags.followup = etag
  }

  function dropConflict(): void {
    state.conflict = null
  }

  return { state, load, change, keep, dropConflict }
}

export type CaseInHand = ReturnType<typeof useCase>
