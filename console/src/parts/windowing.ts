/** Shows only the rows of a long list that are in view; all rows have one height. */
import { computed, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const SPARE_ROWS = 6

export function useWindow(box: Ref<HTMLElement | null>, count: () => number, rowHeight: () => number) {
  const scrolled = ref(0)
  const height = ref(600)
  let watcher: ResizeObserver | null = null

  const measure = () => {
    if (!box.value) return
    scrolled.value = box.value.scrollTop
    height.value = box.value.clientHeight
  }

  onMounted(() => {
    box.value?.addEventListener('scroll', measure, { passive: true })
    // Tells the height once the rows are laid out; asking for it here would lay them out twice.
    watcher = new ResizeObserver(measure)
    if (box.value) watcher.observe(box.value)
  })
  onBeforeUnmount(() => watcher?.disconnect())

  const first = computed(() => Math.max(0, Math.floor(scrolled.value / rowHeight()) - SPARE_ROWS))
  const last = computed(() => Math.min(count(), Math.ceil((scrolled.value + height.value) / rowHeight()) + SPARE_ROWS))

  /** Brings a row into view. */
  function reveal(index: number): void {
    if (!box.value) return
    const top = index * rowHeight()
    if (top < box.value.scrollTop) box.value.scrollTop = top
    else if (top + rowHeight() > box.value.scrollTop + box.value.clientHeight) {
      box.value.scrollTop = top + rowHeight() - box.value.clientHeight
    }
    measure()
  }

  return { first, last, reveal, total: computed(() => count() * rowHeight()) }
}
