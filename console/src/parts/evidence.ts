/** Cuts a text at its evidence; offsets count Unicode code points, as the services do. */
export interface Span {
  start: number
  end: number
  topic: string
}

export interface Stretch {
  text: string
  topics: string[]
}

/** Returns the text in order, each stretch with the topics whose evidence covers it. */
export function stretches(text: string, spans: readonly Span[]): Stretch[] {
  const points = Array.from(text)
  const bounded = spans
    .map((span) => ({ ...span, start: Math.max(0, span.start), end: Math.min(points.length, span.end) }))
    .filter((span) => span.start < span.end)
  const cuts = [...new Set([0, points.length, ...bounded.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b)
  const found: Stretch[] = []
  for (let index = 0; index + 1 < cuts.length; index++) {
    const start = cuts[index]!
    const end = cuts[index + 1]!
    const topics = [...new Set(bounded.filter((span) => span.start <= start && span.end >= end).map((span) => span.topic))]
    const text = points.slice(start, end).join('')
    const last = found.at(-1)
    if (last && last.topics.length > 0 && last.topics.join() === topics.join()) last.text += text
    else found.push({ text, topics })
  }
  return found
}
