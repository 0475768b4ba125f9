/** What somebody may do with a case. The services decide; this keeps from offering what they refuse. */
import { can, session } from './session'

interface Ref {
  id: string
}

interface Held {
  owner: Ref | null
  team: Ref | null
}

export const isOwner = (one: { owner: Ref | null }) => one.owner !== null && one.owner.id === session.person?.id

function isOfTeam({ team }: { team: Ref | null }): boolean {
  return team !== null && [...(session.person?.teams ?? []), ...(session.person?.leads ?? [])].some((own) => own.id === team.id)
}

/** Judge it, transfer it, dismiss it: its owner, its team, and those who see all. */
export function mayMove(one: Held): boolean {
  return can('manager', 'admin') || (can('agent', 'lead') && (isOwner(one) || isOfTeam(one)))
}

/** Accept one's own, or take what nobody has. */
export function mayAccept(one: Held): boolean {
  return one.owner ? isOwner(one) : can('agent', 'lead', 'manager') && mayMove(one)
}

/** Work on it and answer: its owner, a lead of its team, a manager. */
export function mayWork(one: Held): boolean {
  return mayDecide(one) || (can('agent', 'lead', 'store_manager') && isOwner(one))
}

/** Close it, check what was put right: a lead of its team, a manager. */
export function mayDecide(one: Held): boolean {
  return can('manager') || (can('lead') && isOfTeam(one))
}

/** Have something put right: whoever works on it, and who keeps its store. */
export function mayPutRight(one: Held & { store_code: string | null }): boolean {
  return mayWork(one) || (can('store_manager') && one.store_code !== null && (session.person?.stores.includes(one.store_code) ?? false))
}

/** Take a task (协办) that somebody else has or nobody: its team, whose service refuses what a colleague at work has, and managers. */
export function mayTakeTask(task: Held): boolean {
  return !isOwner(task) && (can('manager') || (can('agent', 'lead') && isOfTeam(task)))
}
