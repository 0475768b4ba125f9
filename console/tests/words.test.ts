import { describe, expect, it } from 'vitest'
import { ADMINISTRATION } from '@/words/administration'
import { CASES } from '@/words/cases'
import { NOTICES } from '@/words/notices'
import { OVERVIEW } from '@/words/overview'
import { PEOPLE } from '@/words/people'
import { SHELL } from '@/words/shell'
import { VALUES } from '@/words/values'

const SOURCES = import.meta.glob<string>(['../src/**/*.{ts,vue}', '!../src/words/**', '!../src/api/types/**'], { query: '?raw', import: 'default', eager: true })
const CHINESE = /[\u3400-\u9fff]/
/** The other language is offered in its own name. */
const OWN_NAMES = new Set(['中文'])

/** Text without comments and without pairs, in which the English stands beside the Chinese. */
function unpaired(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '')
    .replace(/(['"`])(?:(?!\1)[^\\]|\\.)*\1,\s*'[^'\\\u3400-\u9fff]*(?:\\.[^'\\\u3400-\u9fff]*)*'/g, '')
}

describe('every string', () => {
  it('stands in words/ or beside its English', () => {
    const found = Object.entries(SOURCES).flatMap(([name, text]) => unpaired(text).split('\n').filter((line) => CHINESE.test(line)).map((line) => `${name}: ${line.trim()}`))
    expect(Object.keys(SOURCES).length).toBeGreaterThan(50)
    expect(found).toEqual([])
  })

  it('has an English that is English', () => {
    const pairs: [string, readonly [string, string]][] = [
      ...Object.entries({ ...SHELL, ...CASES, ...OVERVIEW, ...ADMINISTRATION, ...PEOPLE, ...NOTICES }),
      ...Object.entries(VALUES).flatMap(([group, values]) => Object.entries(values).map(([key, pair]): [string, readonly [string, string]] => [`${group}.${key}`, pair])),
    ]
    expect(pairs.filter(([, [zh, en]]) => !zh || !en || (CHINESE.test(en) && !OWN_NAMES.has(en))).map(([key]) => key)).toEqual([])
  })
})
