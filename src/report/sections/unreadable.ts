import { notReadTexts } from '../files-not-read.js';
import { badge } from '../glyphs.js';
import type { ReportHead } from '../head.js';
import { html, type Markup, slug } from '../html.js';
import { notCopiedTexts } from '../not-copied.js';
import { formatCount, roughPercent } from '../numbers.js';
import type { Warning } from '../warning.js';
import { named, plural } from '../words.js';
import { type Section, section } from './section.js';

export interface UnreadableReport {
  /** By fault, the most frequent first. */
  readonly unreadable: readonly UnreadableFacts[];
}

export interface UnreadableFacts {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly {
    readonly source: string;
    readonly position: string;
    readonly message: string;
    readonly excerpt: string;
  }[];
}

/** Examples of each fault. */
export const FAULTS_SHOWN = 5;

/** Items that could not be read as records, by fault. */
export const unreadable: Section<UnreadableReport> = {
  id: 'unreadable',
  name: 'Unreadable',
  draw,
  warnings: { rank: 1, of: warnings },
};

function draw({ unreadable: faults, counts, run }: ReportHead & UnreadableReport): Markup {
  return section(
    'unreadable',
    'Unreadable',
    counts.unreadable === 0
      ? 'Every item could be read.'
      : html`${formatCount(counts.unreadable)} ${plural(counts.unreadable, 'item')} could not be read as ${counts.unreadable === 1 ? 'a record' : 'records'}. Unreadable items are skipped, counted, and listed with their position in unreadable.jsonl.`,
    [
      ...[...notReadTexts(run.notRead ?? []), ...notCopiedTexts(run)].map(
        (text) => html`<p>${text}</p>
`,
      ),
      ...faults.map(
        ({
          code,
          count,
          examples,
        }) => html`<h3 id="unreadable-${slug(code)}">${badge('unreadable', code)} <span class="quiet">${formatCount(count)}</span></h3>
<ul class="faults">${examples.slice(0, FAULTS_SHOWN).map(
          (
            example,
          ) => html`<li><b>${example.position}</b> <span class="quiet">${example.source}</span><br>${example.message}${
            example.excerpt && html`<pre class="text">${example.excerpt.slice(0, 400)}</pre>`
          }</li>
`,
        )}</ul>`,
      ),
    ],
  );
}

const MANY_UNREADABLE = 0.01;
/** Faults of an input or a part of it: an unknown number of records is lost. */
const STANDS_FOR_MORE: ReadonlySet<string> = new Set([
  'truncated-input',
  'corrupt-compression',
  'input-changed',
  'input-unreadable',
  'malformed-parquet',
  'malformed-tar',
  'malformed-warc',
]);

function* warnings({ counts, run, unreadable: faults }: ReportHead & UnreadableReport): Generator<Warning> {
  if (counts.unreadable > 0)
    yield {
      level: counts.unreadable / counts.read >= MANY_UNREADABLE ? 'warn' : 'note',
      text: `${formatCount(counts.unreadable)} ${plural(counts.unreadable, 'item')} (${roughPercent(counts.unreadable / counts.read)}) could not be read${reasonsOf(faults)}.`,
      anchor: 'unreadable',
    };
  for (const text of [...notReadTexts(run.notRead ?? []), ...notCopiedTexts(run)])
    yield { level: 'warn', text, anchor: 'unreadable' };
  const breaks = faults.filter(({ code }) => STANDS_FOR_MORE.has(code));
  if (breaks.length > 0)
    yield {
      level: 'warn',
      text: `Inputs are truncated or damaged (${named(breaks.map(({ code }) => code))}): an unknown number of records is missing.`,
      anchor: 'unreadable',
    };
}

/** Why items could not be read, the most frequent reason first: shows a text column of another name. */
function reasonsOf(faults: readonly UnreadableFacts[]): string {
  const [only, ...others] = faults;
  if (only === undefined) return '';
  if (others.length === 0) return `: ${only.code}`;
  return `: ${named(faults.map(({ code, count }) => `${formatCount(count)} ${code}`))}`;
}
