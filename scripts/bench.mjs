// Runs one file of bench/: npm run bench -- <name> [arguments]. Bundles it first, since Node 20 cannot run TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);
const source = join(root, 'bench', `${name}.ts`);
if (name === undefined || !existsSync(source)) {
  const names = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts'));
  console.error(
    `usage: npm run bench -- <name> [arguments]; the names are ${names.map((file) => file.slice(0, -3)).join(', ')}`,
  );
  process.exit(2);
}
const out = join(root, '.tmp', 'bench');
mkdirSync(out, { recursive: true });
const bundle = await rolldown({
  input: source,
  platform: 'node',
  external: [/^[^./]/, /\/dist\//],
  logLevel: 'silent',
});
await bundle.write({ file: join(out, `${name}.mjs`), format: 'esm', codeSplitting: false });
await bundle.close();
const { status } = spawnSync(process.execPath, ['--expose-gc', join(out, `${name}.mjs`), ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 3);
