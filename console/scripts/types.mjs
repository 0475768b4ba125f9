// Writes src/api/types/*.ts from the services' OpenAPI documents: node scripts/types.mjs [from] [to]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'

const [from = 'openapi', to = 'src/api/types'] = process.argv.slice(2)
mkdirSync(to, { recursive: true })
for (const service of ['intake', 'triage', 'followup']) {
  const document = JSON.parse(readFileSync(join(from, `${service}.json`), 'utf8'))
  const types = await openapiTS(document, { defaultNonNullable: false })
  const head = '// Made of the OpenAPI document by `make console-types`. Do not edit.\n'
  writeFileSync(join(to, `${service}.ts`), head + astToString(types))
}
