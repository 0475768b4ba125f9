/** Whether the window is as narrow as a phone's; it follows a turned or resized one. */
import { readonly, ref } from 'vue'

const query = matchMedia('(max-width: 760px)')
const matches = ref(query.matches)
query.addEventListener('change', () => (matches.value = query.matches))

export const isNarrow = readonly(matches)
