/** A queue's filters live in the address, so that a link or a reload keeps them. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { URGENCIES, type Urgency } from '@/api/shapes'
import { STATES, type Filters, type State } from './rows'

export function useFilters() {
  const route = useRoute()
  const router = useRouter()
  const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

  return computed<Filters>({
    get: () => {
      const urgency = text(route.query.urgency)
      return {
        topic: text(route.query.topic),
        urgency: URGENCIES.find((one): one is Urgency => one === urgency),
        store_code: text(route.query.store),
        state: STATES.find((one): one is State => one === route.query.state),
      }
    },
    set: (filters) => {
      const query = { ...route.query, topic: filters.topic, urgency: filters.urgency, store: filters.store_code, state: filters.state }
      void router.replace({ query })
    },
  })
}
