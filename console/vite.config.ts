import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const SERVICES = process.env.HUIYIN_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/console/',
  plugins: [
    vue(),
    // Element Plus is imported on demand, with its styles; our own components by name.
    Components({
      dirs: [],
      dts: 'src/components.d.ts',
      resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Throws and catches as it loads; the browser then reads the whole file again, for the line.
            { name: 'lodash', test: /\/lodash-es\// },
            // What every page needs comes in one piece: a dozen small ones wait for each other.
            { name: 'first', test: /\/console\/src\/main\.ts/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/intake', '/triage', '/followup'].map((path) => [path, { target: SERVICES }]),
    ),
  },
  test: { environment: 'node', include: ['tests/**/*.test.ts'] },
})
