// Generates pages from definitions: docs/signals.md from the signals, docs/cli.md from --help, and the tables of
// docs/formats.md, docs/library.md and docs/metrics.md.
// With --check it writes nothing, lists stale pages, and exits with 1 if it finds one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliPage } from './docs/cli.mjs';
import { codecsTable, formatsTable } from './docs/formats.mjs';
import { libraryTables } from './docs/library.mjs';
import { metricDefinitions, metricsTable } from './docs/metrics.mjs';
import { signalsPage } from './docs/signals.mjs';
import { root } from './stamps.mjs';

const pages = {
  'docs/signals.md': signalsPage(),
  'docs/cli.md': await cliPage(),
  'docs/formats.md': withTables('docs/formats.md', {
    formats: formatsTable(),
    compressions: codecsTable(),
  }),
  'docs/library.md': withTables('docs/library.md', libraryTables()),
  'docs/metrics.md': withTables('docs/metrics.md', {
    metrics: metricsTable(),
    'metric definitions': metricDefinitions(),
  }),
};
let stale = 0;
for (const [name, page] of Object.entries(pages)) {
  const path = join(root, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === page) continue;
  stale++;
  if (process.argv.includes('--check')) console.error(`${name} is stale. Run npm run docs`);
  else writeFileSync(path, page);
}
if (process.argv.includes('--check') && stale > 0) process.exitCode = 1;

/** Replaces everything from `<!-- title, made by npm run docs -->` to `<!-- end -->` in the page. */
function withTables(name, tables) {
  let page = readFileSync(join(root, name), 'utf8');
  for (const [title, lines] of Object.entries(tables)) {
    const start = `<!-- ${title}, made by npm run docs -->\n`;
    const [before, after] = page.split(start);
    if (after === undefined) throw new Error(`${name} has no place for ${title}`);
    const end = after.indexOf('<!-- end -->');
    page = `${before}${start}\n${lines.join('\n')}\n\n${after.slice(end)}`;
  }
  return page;
}
