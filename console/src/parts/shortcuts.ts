/** Keys that do something on a page, as long as nobody is typing. */
import { onBeforeUnmount, onMounted, shallowReactive } from 'vue'
import type { WordKey } from '@/words'

export interface Shortcut {
  key: string
  says: WordKey
  does: (event: KeyboardEvent) => void
}

/** The shortcuts in force, the newest layer last; the help shows them. */
export const layers = shallowReactive<Shortcut[][]>([])

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=combobox], [role=menu]'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null
}

function isCovered(): boolean {
  return Array.from(document.querySelectorAll('.el-overlay')).some((one) => (one as HTMLElement).style.display !== 'none')
}

/** Leaves a field, so that the keys are the page's again; what is typed stays. */
function leaveField(event: KeyboardEvent): void {
  if (event.defaultPrevented || isCovered() || !(event.target instanceof HTMLElement)) return
  if (event.target.matches('textarea, input:not([role=combobox])')) event.target.blur()
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape' && isTyping(event.target)) return leaveField(event)
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return
  for (const layer of layers.toReversed()) {
    const found = layer.find((one) => one.key === event.key)
    if (!found) continue
    // Enter on a button or a link is that element's own.
    if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a[href]')) return
    event.preventDefault()
    found.does(event)
    return
  }
}

document.addEventListener('keydown', onKey)

export function useShortcuts(shortcuts: Shortcut[]): void {
  onMounted(() => layers.push(shortcuts))
  onBeforeUnmount(() => {
    const place = layers.indexOf(shortcuts)
    if (place >= 0) layers.splice(place, 1)
  })
}
