/** Takes the next case, from wherever somebody works. */
import type { Router } from 'vue-router'
import { told, triage } from '@/api/client'
import { can } from '@/api/session'
import { attempt, cheer } from '@/parts/attempt'
import { t } from '@/words'

export const mayTake = () => can('agent', 'lead', 'manager')

export async function takeNext(router: Router): Promise<void> {
  await attempt(async () => {
    const taken = await told(triage.POST('/v1/cases/next'))
    if (!taken) return cheer(t('queue.noNext'))
    cheer(t('queue.taken', { ticket: taken.ticket_no }))
    await router.push(`/cases/${taken.id}`)
  })
}
