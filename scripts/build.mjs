// Builds dist/: first kernels to WebAssembly and the language model to arrays, each if its sources changed, then
// TypeScript. Both are embedded as base64, so that they load in workers and browsers alike. With --generated it builds
// only these.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packLanguageModel } from './language-model.mjs';
import { DIST, KERNELS, LANGUAGE_MODEL, make, makeIfStale, root } from './stamps.mjs';

const require = createRequire(import.meta.url);
const bin = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

for (const kernel of KERNELS) await makeIfStale(kernel, () => compileKernel(kernel));
await makeIfStale(LANGUAGE_MODEL, packLanguages);
if (!process.argv.includes('--generated')) await make(DIST, compileTypeScript);

function compileKernel({ source, output }) {
  const path = join(root, output);
  const wasm = path.replace(/\.ts$/, '.wasm');
  mkdirSync(dirname(path), { recursive: true });
  const optimized = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  const memory = ['--importMemory', '--initialMemory', '1'];
  node(bin('assemblyscript', 'bin/asc.js'), source, '-o', wasm, ...optimized, ...memory);
  const base64 = readFileSync(wasm).toString('base64');
  rmSync(wasm);
  writeFileSync(path, `// Made by scripts/build.mjs from ${source}.\nexport const base64 = '${base64}';\n`);
}

async function packLanguages() {
  const eld = (path) => import(new URL(path, import.meta.resolve('eld/medium')).href);
  const path = join(root, LANGUAGE_MODEL.output);
  mkdirSync(dirname(path), { recursive: true });
  await packLanguageModel(path, {
    version: JSON.parse(readFileSync(join(root, 'node_modules/eld/package.json'), 'utf8')).version,
    ...(await eld('../ngrams/medium.js')),
    ...(await eld('../dictionary.js')),
    ...(await eld('../regexPatterns.js')),
  });
}

function compileTypeScript() {
  rmSync(join(root, DIST.output), { recursive: true, force: true });
  node(bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json');
  chmodSync(join(root, 'dist/cli/main.js'), 0o755);
}
