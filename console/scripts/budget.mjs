// Fails the build when the first load or the customer pages outgrow their budget, or the page asks another host.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const FIRST_LOAD_KB = 350
const CUSTOMER_KB = 30
const CUSTOMER_HTML_KB = 12 // of it for the page itself, which the services' tests measure as it is sent
const dist = new URL('../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

/** Adds the files that load with `key`: its own, its styles and what it imports at once. */
function gather(key, found) {
  const chunk = manifest[key]
  if (!chunk || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const style of chunk.css ?? []) found.add(style)
  for (const one of chunk.imports ?? []) gather(one, found)
  return found
}

const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1024
const sum = (files) => [...files].reduce((total, file) => total + size(file), 0)

const first = gather('index.html', new Set())
const charts = Object.values(manifest).find((one) => one.name === 'charts')

const total = sum(first)
console.log(`first load (sign-in and queue): ${total.toFixed(0)} kB of ${FIRST_LOAD_KB} kB gzip`)
if (charts) console.log(`charts, loaded apart: ${size(charts.file).toFixed(0)} kB gzip`)

const pages = new URL('../../shared/pages/static/', import.meta.url).pathname
const assets = readdirSync(pages).reduce((found, file) => found + readFileSync(join(pages, file)).length / 1024, 0)
console.log(`customer pages: ${assets.toFixed(0)} kB of ${CUSTOMER_KB - CUSTOMER_HTML_KB} kB for styles and script`)

const faults = []
if (assets > CUSTOMER_KB - CUSTOMER_HTML_KB) faults.push(`styles and script of customer pages are ${assets.toFixed(0)} kB`)
if (total > FIRST_LOAD_KB) faults.push(`the first load is ${total.toFixed(0)} kB`)
if (charts && first.has(charts.file)) faults.push('the charts are part of the first load')
const page = readFileSync(join(dist, 'index.html'), 'utf8')
if (/<script(?![^>]*\bsrc=)[^>]*>/.test(page)) faults.push('index.html holds an inline script')
if (/(src|href)="(https?:)?\/\//.test(page)) faults.push('index.html asks another host')
for (const file of readdirSync(join(dist, 'assets'))) {
  if (file.endsWith('.css') && /url\((["']?)(https?:)?\/\//.test(readFileSync(join(dist, 'assets', file), 'utf8')))
    faults.push(`${file} asks another host`)
}
if (faults.length > 0) {
  console.error(`console: ${faults.join('; ')}.`)
  process.exit(1)
}
