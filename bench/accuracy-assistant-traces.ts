/**
 * Counts human and model texts with traces of an assistant. Most model texts have none, so the human figure, the false
 * alarms, is the one that counts.
 *
 *   npx rolldown bench/accuracy-assistant-traces.ts --platform node -o /tmp/traces.mjs && node /tmp/traces.mjs
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { assistantTracesIn } from '../src/text/assistant-scan.js';
import { createReader } from '../src/text/reading.js';

const DATA = '../shared/data/origin-text';
const reader = createReader();

function report(name: string, texts: readonly string[]): void {
  const families = new Map<string, number>();
  let telling = 0;
  for (const text of texts) {
    const found = [...assistantTracesIn(reader.read(text)).keys()];
    if (found.some((family) => family !== 'manner')) telling++;
    for (const family of found) families.set(family, (families.get(family) ?? 0) + 1);
  }
  const detail = [...families].map(([family, count]) => `${family} ${count}`).join(', ');
  console.log(`${name}: ${telling}/${texts.length} with telling traces; ${detail || 'none of any family'}`);
}

if (!existsSync(DATA)) console.log(`${DATA} is missing: nothing to measure`);
else
  for (const file of readdirSync(DATA).filter((name) => !name.includes('scores'))) {
    const rows = gunzipSync(readFileSync(`${DATA}/${file}`))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string | { text: string; label?: string });
    for (const label of ['human', 'ai']) {
      const texts = rows.flatMap((row) => {
        if (typeof row === 'string') return label === 'ai' ? [row] : [];
        return (row.label ?? 'ai') === label ? [row.text] : [];
      });
      if (texts.length > 0) report(`${file} ${label}`, texts);
    }
  }
