/** The console's sentences, Chinese first, each with its English beside it. */
import { reactive } from 'vue'
import { ADMINISTRATION } from './administration'
import { CASES } from './cases'
import { NOTICES } from './notices'
import { OVERVIEW } from './overview'
import { PEOPLE } from './people'
import { SHELL } from './shell'
import { VALUES } from './values'

export type Language = 'zh' | 'en'

const SENTENCES = { ...SHELL, ...CASES, ...OVERVIEW, ...ADMINISTRATION, ...PEOPLE, ...NOTICES }
export type WordKey = keyof typeof SENTENCES

const KEPT_AS = 'huiyin-language'

function preferred(): Language {
  return globalThis.localStorage?.getItem(KEPT_AS) === 'en' ? 'en' : 'zh'
}

function pick(pair: readonly [string, string]): string {
  return pair[words.language === 'zh' ? 0 : 1]
}

export const words = reactive({
  language: preferred(),

  /** Returns the sentence, with {names} replaced. */
  t(key: WordKey, values: Record<string, string | number> = {}): string {
    return pick(SENTENCES[key]).replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all))
  },

  /** Returns the word for a value of data, such as a status; the value itself when there is none. */
  of(group: string, value: string | null | undefined): string {
    if (!value) return ''
    const pair = (VALUES as Record<string, Record<string, readonly [string, string]>>)[group]?.[value]
    return pair ? pick(pair) : value
  },

  /** Returns one of a pair that stands beside data, as in the descriptions of managers' data. */
  either(pair: readonly [string, string]): string {
    return pick(pair)
  },

  speak(language: Language): void {
    words.language = language
    localStorage.setItem(KEPT_AS, language)
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  },
})

export const t = words.t

/** Signs between parts of a sentence, which each language has its own of. */
export const comma = (): string => pick(['、', ', '])
export const semicolon = (): string => pick(['；', '; '])
export const colon = (): string => pick(['：', ': '])
