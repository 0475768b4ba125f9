// Prints what the forms of managers' data ask for and whom they are offered to, for the tests.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const src = fileURLToPath(new URL('../src', import.meta.url))
const load = async (name) => (await runnerImport(`${src}/admin/${name}.ts`, { configFile: false, logLevel: 'error', resolve: { alias: { '@': src } } })).module
const told = ({ name, isNeeded = false, onlyNew = false, onlyChanged = false, options, from, kind }) => ({ name, isNeeded, onlyNew, onlyChanged, options: options?.map((one) => one.value), from, kind })

globalThis.localStorage = { getItem: () => null, setItem: () => undefined }
const { CHANNEL_FIELDS, KINDS } = await load('channelFields')
const { RESOURCES } = await load('resources')
const accounts = Object.fromEntries(KINDS.map(({ value: channel }) => [channel, CHANNEL_FIELDS.filter((one) => one.when({ channel })).map(told)]))
const resources = RESOURCES.map(({ key, path, id, readers, writers, makes, changes, removes, isSingle, fields }) => ({ key, path, id, readers, writers, makes, changes, removes, isSingle, fields: fields.map(told) }))
process.stdout.write(JSON.stringify({ accounts, resources }))
