// Makes a fresh clone ready: installs what the lockfile says and builds, each only where something is missing or old.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Freckle needs Node 20.20 or newer, this is ${process.version}.`);
  process.exit(2);
}

const lockDigest = digest(['package-lock.json']);
const lockStamp = join(root, 'node_modules', '.freckle-installed');
if (stampOf(lockStamp) !== lockDigest) {
  console.error('Installing dependencies (npm ci)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(lockStamp, lockDigest);
}

const sources = [
  ...filesOf('src'),
  ...filesOf('kernels'),
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/language-model.mjs',
  'package-lock.json',
];
const sourceDigest = digest(sources);
const buildStamp = join(root, 'dist', '.freckle-built');
if (stampOf(buildStamp) !== sourceDigest) {
  console.error('Building…');
  run(process.execPath, ['scripts/build.mjs']);
  writeFileSync(buildStamp, sourceDigest);
}

function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((name) => !name.includes('/generated/'))
    .sort();
}

function digest(names) {
  const hash = createHash('sha256');
  for (const name of names)
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

function stampOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
