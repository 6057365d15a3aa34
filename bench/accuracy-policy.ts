/**
 * Counts the texts that each rule of a built-in policy matches, on human texts and on attacks, without findings. Reads the
 * shared data in place and reports missing data.
 *
 *   npx rolldown bench/accuracy-policy.ts --platform node -d /tmp/accuracy && node /tmp/accuracy/accuracy-policy.js default
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TextRecord } from '../src/core/record.js';
import { DEFAULT_SIGNAL_SETTINGS, prepareSignals } from '../src/core/signal.js';
import { builtinPolicy, compilePolicy, isBuiltinPolicy } from '../src/gate/policy/index.js';
import { FINDING_METRICS } from '../src/metrics/index.js';
import { INFERRED_SYNTHETIC } from '../src/origin/inferred/share/inferred-answer.js';
import { SIGNALS, TEXT_SIGNALS } from '../src/signals/index.js';
import { createReader } from '../src/text/reading.js';

await prepareSignals(TEXT_SIGNALS);

interface Row {
  readonly text: string;
  readonly label?: number | string;
  readonly campaign?: string | null;
  readonly poison?: number;
}

const DATA = '../shared/data';
const contentOf = (path: string): string => gunzipSync(readFileSync(join(DATA, path))).toString('utf8');
const rowsOf = (path: string): Row[] =>
  contentOf(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const textsOf = (path: string, isWanted: (row: Row) => boolean): string[] =>
  rowsOf(path)
    .filter((row) => typeof row.text === 'string' && isWanted(row))
    .map(({ text }) => text);

const isHuman = ({ label }: Row): boolean => label === 'human';
const HAN = /\p{Script=Han}/u;

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const packagedDocuments = (pattern: RegExp): string[] =>
  [...filesBelow('node_modules')]
    .filter((path) => pattern.test(path.slice(path.lastIndexOf('/') + 1)))
    .map((path) => readFileSync(path, 'utf8'));

const CORPORA: { readonly [name: string]: () => string[] } = {
  'Wikipedia paragraphs': () =>
    contentOf('wikitext-2/wiki.train.txt.gz')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith(' =')),
  'news, encyclopaedia, biomedicine': () => textsOf('origin-text/news_wiki_bio.jsonl.gz', isHuman),
  'news (XSum)': () => textsOf('origin-text/detectrl_xsum.jsonl.gz', isHuman),
  'student essays': () => textsOf('origin-text/essays_opinion.jsonl.gz', isHuman),
  Chinese: () => textsOf('origin-text/multilingual.jsonl.gz', (row) => isHuman(row) && HAN.test(row.text)),
  Russian: () => textsOf('origin-text/multilingual.jsonl.gz', (row) => isHuman(row) && !HAN.test(row.text)),
  'news in brief (AG News)': () =>
    textsOf('poison/campaign/docs.jsonl.gz', ({ campaign }) => campaign === null),
  biographies: () => textsOf('poison/sudo-dos/docs.jsonl.gz', ({ poison }) => poison === 0),
  'multilingual lines': () => textsOf('poison/unicode/hidden.jsonl.gz', ({ label }) => label === 0),
  'Markdown of packages': () => packagedDocuments(/\.(?:md|markdown)$/i),
  'licences of packages': () => packagedDocuments(/^licen[cs]e(?!.*\.(?:js|ts|json)$)/i),
  'attack: hidden Unicode': () => textsOf('poison/unicode/hidden.jsonl.gz', ({ label }) => label === 1),
  'attack: gibberish after a trigger': () =>
    textsOf('poison/sudo-dos/docs.jsonl.gz', ({ poison }) => poison === 1),
};

const recordOf = (text: string): TextRecord => ({
  modality: 'text',
  text,
  ordinal: 0,
  position: {},
  id: null,
  source: 'bench',
  url: null,
  date: null,
  language: null,
  declaredOrigin: null,
  declaredOriginText: null,
  label: null,
  facets: [],
  scores: [],
});

const name = process.argv[2] ?? 'default';
if (!isBuiltinPolicy(name)) throw new Error(`no built-in policy ${name}`);
if (!existsSync(DATA)) throw new Error(`the data is not here: ${DATA}`);
const policy = compilePolicy(builtinPolicy(name), {
  signals: SIGNALS,
  findings: [...FINDING_METRICS, INFERRED_SYNTHETIC],
});
const signals = policy.signals.map((id) => TEXT_SIGNALS.find((signal) => signal.id === id));
const reader = createReader();

console.log('| texts | records | rejected | quarantined | rules |\n| --- | ---: | ---: | ---: | --- |');
for (const [title, load] of Object.entries(CORPORA)) {
  const decider = policy.decider('text');
  for (const text of load()) {
    const reading = reader.read(text);
    const values = signals.map((signal) => {
      if (signal === undefined) return null;
      const { value } = signal.measure(reading, recordOf(text), DEFAULT_SIGNAL_SETTINGS);
      return value instanceof Uint8Array ? 'bytes' : value;
    });
    decider.decideRecord(values);
  }
  const { records, decisions, rules } = decider.tally();
  const percent = (count: number): string => `${((100 * count) / records).toFixed(2)} %`;
  const fired = rules.filter((rule) => rule.fired > 0).map((rule) => `\`${rule.rule}\` ${rule.fired}`);
  console.log(
    `| ${title} | ${records} | ${percent(decisions.reject)} | ${percent(decisions.quarantine)} | ${fired.join(', ')} |`,
  );
}
