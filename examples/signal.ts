import { writeFileSync } from 'node:fs';
import { defineTextSignal, vet } from 'freckle';

/**
 * Rows of the same character, as in rulers drawn with dashes: `-----`, `=====`, `*****`. Undefined without
 * characters. Known bias: counts the dots of tables of contents too.
 */
const rulerShare = defineTextSignal({
  id: 'ruler-share',
  version: 1,
  title: 'Rulers',
  description:
    'Share of characters in rows of five or more of the same sign; high in text saved from terminals.',
  formula: 'characters in matches of /([-=_*#~.])\\1{4,}/ / characters',
  source: 'ours',
  kind: 'number',
  unit: 'share',
  range: [0, 1],
  measure: ({ text, characterCount }) => {
    if (characterCount === 0) return { value: null, why: 'no characters' };
    const spans = [...text.matchAll(/([-=_*#~.])\1{4,}/g)].map(({ 0: row, index }) => ({
      start: index,
      end: index + row.length,
      note: 'ruler',
    }));
    const covered = spans.reduce((sum, { start, end }) => sum + end - start, 0);
    return { value: covered / characterCount, spans };
  },
});

const texts = [
  'Totals for the week\n===================\n-------------------\n',
  'Rain on a tin roof, an hour of it.',
];
writeFileSync('logs.jsonl', texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
writeFileSync(
  'logs.yaml',
  `policy: logs
version: 1
rules:
  - id: mostly-rulers
    when: { signal: ruler-share, above: 0.5 }
    decide: quarantine
    because: Most of the text is rulers.
`,
);

const { report } = await vet({
  inputs: ['logs.jsonl'],
  out: 'logs-run',
  policy: 'logs.yaml',
  signals: [rulerShare],
});

console.log(report.counts);
for (const { id, fired, condition } of report.rules) console.log(`${id} (${condition}): ${fired}`);
