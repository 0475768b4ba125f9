// Puts a brotli and a gzip variant beside each text of a built folder, so that no server compresses.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXTS = /\.(js|mjs|css|html|svg|json|txt|webmanifest)$/;
const SMALLEST = 1024;

const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true })) {
  const file = join(folder, name);
  if (!TEXTS.test(name)) continue;
  const text = readFileSync(file);
  if (text.length < SMALLEST) continue;
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeFileSync(`${file}.br`, brotliCompressSync(text, { params: size }));
  writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
}
