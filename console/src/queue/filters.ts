/** A queue's filters live in the address, so that a link or a reload keeps them. */
import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationNormalized } from 'vue-router'
import { URGENCIES, type Urgency } from '@/api/shapes'
import { STATES, type Filters, type State } from './rows'

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

export function filtersOf({ query }: Pick<RouteLocationNormalized, 'query'>): Filters {
  return {
    topic: text(query.topic),
    urgency: URGENCIES.find((one): one is Urgency => one === query.urgency),
    store_code: text(query.store),
    state: STATES.find((one): one is State => one === query.state),
  }
}

export function useFilters() {
  const route = useRoute()
  const router = useRouter()

  return computed<Filters>({
    get: () => filtersOf(route),
    set: (filters) => {
      const query = { ...route.query, topic: filters.topic, urgency: filters.urgency, store: filters.store_code, state: filters.state }
      void router.replace({ query })
    },
  })
}
