// Builds dist/: kernels to WebAssembly and the language model to arrays (embedded as base64, so that they load in
// workers and browsers alike), then TypeScript.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packLanguageModel } from './language-model.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const bin = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);

const generated = join(root, 'src/kernels/generated');
mkdirSync(generated, { recursive: true });
for (const file of existsSync(join(root, 'kernels')) ? readdirSync(join(root, 'kernels')) : []) {
  if (!file.endsWith('.as.ts')) continue;
  const name = file.slice(0, -'.as.ts'.length);
  const wasm = join(generated, `${name}.wasm`);
  execFileSync(
    process.execPath,
    [
      bin('assemblyscript', 'bin/asc.js'),
      join('kernels', file),
      '-o',
      wasm,
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
      '--initialMemory',
      '1',
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const base64 = readFileSync(wasm).toString('base64');
  rmSync(wasm);
  writeFileSync(
    join(generated, `${name}.ts`),
    `// Made by scripts/build.mjs from kernels/${file}.\nexport const base64 = '${base64}';\n`,
  );
}

const eld = (path) => import(new URL(path, import.meta.resolve('eld/medium')).href);
mkdirSync(join(root, 'src/text/generated'), { recursive: true });
await packLanguageModel(join(root, 'src/text/generated/language-model.ts'), {
  version: JSON.parse(readFileSync(join(root, 'node_modules/eld/package.json'), 'utf8')).version,
  ...(await eld('../ngrams/medium.js')),
  ...(await eld('../dictionary.js')),
  ...(await eld('../regexPatterns.js')),
});

if (!process.argv.includes('--kernels')) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  execFileSync(process.execPath, [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const entry of ['dist/cli/main.js'])
    if (existsSync(join(root, entry))) execFileSync('chmod', ['+x', join(root, entry)]);
}
