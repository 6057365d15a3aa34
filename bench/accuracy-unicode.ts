/**
 * Detection of hidden and deceptive Unicode: labelled cases by technique and language, and false alarms on real
 * multilingual text. Reads the shared data in place and reports missing data.
 *
 *   npx rolldown bench/accuracy-unicode.ts --platform node -o /tmp/accuracy.mjs && node /tmp/accuracy.mjs
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createReader } from '../src/text/reading.js';
import { type Deceptions, deceptionsIn } from '../src/text/unicode.js';

const DATA = '../shared/data';
const isVerbose = process.argv.includes('--verbose');
const reader = createReader();
const search = (text: string): Deceptions => deceptionsIn(reader.read(text));

interface Row {
  readonly text: string;
  readonly label?: number;
  readonly technique?: string;
  readonly lang?: string;
  readonly kind?: string;
}

const rowsOf = (path: string): Row[] =>
  gunzipSync(readFileSync(path))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

const describe = (found: Deceptions): string =>
  [...found]
    .map(
      ([family, { count, spans }]) =>
        `${family} ×${count}: ${spans
          .slice(0, 3)
          .map(({ note }) => note)
          .join(' | ')}`,
    )
    .join('; ');

const excerpt = (text: string): string => JSON.stringify(text.slice(0, 110));

function labelled(path: string): void {
  const groups = new Map<string, { found: number; all: number }>();
  for (const row of rowsOf(path)) {
    const found = search(row.text);
    const name =
      row.label === 1
        ? `technique ${row.technique}`
        : `innocent ${row.kind ?? ''} ${row.lang === 'emoji' ? '' : (row.lang ?? '')}`;
    const group = groups.get(name) ?? { found: 0, all: 0 };
    groups.set(name, { found: group.found + (found.size > 0 ? 1 : 0), all: group.all + 1 });
    if ((row.label === 1) !== found.size > 0)
      console.log(row.label === 1 ? '  MISSED' : '  FALSE ', name, JSON.stringify(row.text), describe(found));
  }
  const sum = (prefix: string, key: 'found' | 'all'): number =>
    [...groups]
      .filter(([name]) => name.startsWith(prefix))
      .reduce((total, [, group]) => total + group[key], 0);
  for (const [name, { found, all }] of [...groups].sort())
    if (name.startsWith('technique') || found > 0 || all > 20) console.log(`  ${name}: ${found}/${all}`);
  console.log(
    `${path}: found ${sum('technique', 'found')}/${sum('technique', 'all')}, false ${sum('innocent', 'found')}/${sum('innocent', 'all')}`,
  );
}

function innocent(name: string, texts: readonly string[]): void {
  const families = new Map<string, number>();
  let flagged = 0;
  let characters = 0;
  for (const text of texts) {
    characters += text.length;
    const found = search(text);
    if (found.size === 0) continue;
    flagged++;
    for (const family of found.keys()) families.set(family, (families.get(family) ?? 0) + 1);
    if (isVerbose) console.log('   ', excerpt(text), describe(found).slice(0, 300));
  }
  const detail = [...families].map(([family, count]) => `${family} ${count}`).join(', ');
  console.log(
    `${name}: ${flagged}/${texts.length} texts flagged (${(characters / 1e6).toFixed(2)} M characters) ${detail}`,
  );
}

function filesUnder(folder: string, pattern: RegExp, limit = 4000): string[] {
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (found.length >= limit) return;
      const child = join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      else if (pattern.test(child) && statSync(child).size < 2e6) found.push(child);
    }
  };
  if (existsSync(folder)) walk(folder);
  return found;
}

if (!existsSync(DATA)) console.log(`${DATA} is missing: no labelled cases`);
else {
  labelled(`${DATA}/poison/unicode/hidden.jsonl.gz`);
  labelled(`${DATA}/poison/unicode/trojan_source.jsonl.gz`);
  for (const file of readdirSync(`${DATA}/origin-text`).filter((name) => !name.includes('scores')))
    innocent(
      file,
      rowsOf(`${DATA}/origin-text/${file}`).map((row) => (typeof row === 'string' ? row : row.text)),
    );
  const wiki = gunzipSync(readFileSync(`${DATA}/wikitext-2/wiki.train.txt.gz`)).toString('utf8');
  innocent('wikitext-2 articles', wiki.split(/\n(?= = [^=])/));
}
const markdown = filesUnder('node_modules', /\.(md|markdown)$|LICEN[CS]E[^/]*$/i);
innocent(
  'Markdown and licences of packages',
  markdown.map((path) => readFileSync(path, 'utf8')),
);
const locales = filesUnder('node_modules', /locales?\/[a-z]{2}(-[A-Z]{2})?\.(js|json|mjs)$/);
innocent(
  'locale files of packages',
  locales.map((path) => readFileSync(path, 'utf8')),
);

const ascii = 'The quick brown fox jumps over the lazy dog, and 42 more of them follow.\n'.repeat(14_000);
const mixed = ascii.replaceAll('fox', 'füchs').replaceAll('dog', 'собака');
for (const [name, text] of [
  ['ASCII', ascii],
  ['mixed scripts', mixed],
] as const) {
  const times = Array.from({ length: 5 }, () => {
    const reading = reader.read(text);
    const start = performance.now();
    deceptionsIn(reading);
    return performance.now() - start;
  });
  console.log(`${name}: ${(Math.min(...times) / (text.length / 1e6)).toFixed(2)} ms per million characters`);
}
