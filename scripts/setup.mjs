// Prepares a fresh clone: installs the packages of the lockfile and builds, each only if something is missing or stale.
// With --generated it builds only the generated sources, not the command.
import { execFileSync } from 'node:child_process';
import { DIST, isFresh, makeIfStale, PACKAGES, root } from './stamps.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Freckle needs Node 20.20 or newer; this is ${process.version}.`);
  process.exit(2);
}

await makeIfStale(PACKAGES, () => {
  console.error('Installing dependencies (npm ci)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
});
if (process.argv.includes('--generated')) run(process.execPath, ['scripts/build.mjs', '--generated']);
else if (!isFresh(DIST)) {
  console.error('Building…');
  run(process.execPath, ['scripts/build.mjs']);
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
