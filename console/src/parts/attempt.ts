/** Tells people what did not work, in the service's own sentence. */
import { ElMessage } from 'element-plus'
import 'element-plus/es/components/message/style/css'
import { Problem, Unreachable } from '@/api/problem'
import { t } from '@/words'

export function sentence(error: unknown): string {
  if (error instanceof Unreachable) return t('app.offline')
  if (error instanceof Problem) return error.message
  return t('app.failed')
}

export function complain(error: unknown): void {
  ElMessage({ message: sentence(error), type: 'error', duration: 6000, showClose: true, grouping: true })
  if (!(error instanceof Problem || error instanceof Unreachable)) throw error
}

export function cheer(message: string): void {
  ElMessage({ message, type: 'success', duration: 2500, grouping: true })
}

/** Does the work; says so when it is refused. Returns whether it was done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    complain(error)
    return false
  }
}
