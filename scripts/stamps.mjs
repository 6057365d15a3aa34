// The outputs of setup and build, with their sources. Each output has a stamp, the digest of its sources, and is made again
// only if the digest differs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages that the lockfile names. */
export const PACKAGES = {
  output: 'node_modules',
  stamp: 'node_modules/.freckle-installed',
  sources: ['package-lock.json'],
};

/** Each kernel as WebAssembly in base64; `source` is its AssemblyScript. */
export const KERNELS = readdirSync(join(root, 'kernels'))
  .filter((file) => file.endsWith('.as.ts'))
  .map((file) => file.slice(0, -'.as.ts'.length))
  .map((name) => ({
    name,
    source: `kernels/${name}.as.ts`,
    output: `src/kernels/generated/${name}.ts`,
    stamp: `src/kernels/generated/.${name}.made-from`,
    sources: [`kernels/${name}.as.ts`, 'scripts/build.mjs', 'node_modules/assemblyscript/package.json'],
  }));

/** The n-grams of eld as arrays. */
export const LANGUAGE_MODEL = {
  output: 'src/text/generated/language-model.ts',
  stamp: 'src/text/generated/.language-model.made-from',
  sources: ['scripts/build.mjs', 'scripts/language-model.mjs', 'node_modules/eld/package.json'],
};

/** The built command and library. */
export const DIST = {
  output: 'dist',
  stamp: 'dist/.freckle-built',
  sources: [
    'src',
    'kernels',
    'tsconfig.json',
    'scripts/build.mjs',
    'scripts/language-model.mjs',
    'package-lock.json',
  ],
};

export const isFresh = ({ output, stamp, sources }) =>
  existsSync(join(root, output)) &&
  existsSync(join(root, stamp)) &&
  readFileSync(join(root, stamp), 'utf8') === digestOf(sources);

/** Makes an output and stamps it. After a failure, or if a source changes meanwhile, the output is stale. */
export async function make({ stamp, sources }, how) {
  rmSync(join(root, stamp), { force: true });
  const digest = digestOf(sources);
  await how();
  writeFileSync(join(root, stamp), digest);
}

export async function makeIfStale(made, how) {
  if (!isFresh(made)) await make(made, how);
}

/** The digest of names and contents. A folder stands for the files below it, except generated ones. */
function digestOf(sources) {
  const hash = createHash('sha256');
  for (const name of sources.flatMap(filesOf))
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

function filesOf(source) {
  if (!statSync(join(root, source)).isDirectory()) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((name) => !name.includes('/generated/'))
    .sort();
}
