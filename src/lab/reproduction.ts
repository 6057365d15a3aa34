import type {
  Comparison,
  Figure,
  HistogramStrip,
  PictureStrip,
  Preset,
  PresetOutcome,
  TextStrip,
  Verdict,
} from './preset.js';

export interface PresetResult {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly protocol: string;
  readonly definition: Preset['definition'];
  readonly kind: Preset['kind'];
  readonly quickReduction: string | null;
  /** `reproduced` if every comparison with a pass rule passed, `failed` if one did not, `not-run` with a reason. */
  readonly verdict: Verdict;
  readonly why: string | null;
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figure[];
  readonly histograms: readonly HistogramStrip[];
  readonly pictures: readonly PictureStrip[];
  readonly texts: readonly TextStrip[];
  /** Wall time of its tasks, added up. */
  readonly seconds: number;
}

/** Result of a preset: an error is a failure, missing data is not. */
export function presetResult(
  preset: Preset,
  end: { outcome: PresetOutcome; seconds: number } | { missing: string; isFault?: boolean },
): PresetResult {
  const { id, title, paper, protocol, definition, kind, quickReduction } = preset;
  const base = { id, title, paper, protocol, definition, kind, quickReduction };
  if ('missing' in end)
    return {
      ...base,
      verdict: end.isFault === true ? 'failed' : 'not-run',
      why: end.missing,
      comparisons: [],
      figures: [],
      histograms: [],
      pictures: [],
      texts: [],
      seconds: 0,
    };
  const { comparisons, figures, histograms = [], pictures = [], texts = [] } = end.outcome;
  const failed = comparisons.filter(({ verdict }) => verdict === 'failed').length;
  const judged = comparisons.filter(({ verdict }) => verdict === 'failed' || verdict === 'reproduced').length;
  return {
    ...base,
    verdict: failed > 0 ? 'failed' : judged === 0 ? 'not-run' : 'reproduced',
    why:
      failed > 0
        ? `${failed} of ${judged} comparisons failed`
        : judged === 0
          ? 'no number has a pass rule'
          : null,
    comparisons,
    figures,
    histograms,
    pictures,
    texts,
    seconds: end.seconds,
  };
}

/** `0.08531`, `2.07e-5`: four significant digits. */
export function short(value: number | null): string {
  if (value === null) return '–';
  if (!Number.isFinite(value)) return 'undefined';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

export const shortInterval = (interval: readonly [number, number] | null): string =>
  interval === null ? '' : `[${short(interval[0])}, ${short(interval[1])}]`;

/** The committed table, written from the results of a run. */
export function reproductionMarkdown(
  results: readonly PresetResult[],
  facts: { readonly seed: number; readonly isQuick: boolean; readonly command: string },
): string {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  const lines = [
    '# Published collapse experiments, reproduced',
    '',
    `Written by \`${facts.command}\` (seed ${facts.seed}${facts.isQuick ? ', quick' : ''}). ${count('reproduced')} reproduced, ${count('failed')} failed, ${count('not-run')} not run. Intervals are 95 % unless a note says otherwise. “Expected” is the closed form; “printed” is the value from the paper, its code or its published data.`,
    '',
    '| experiment | verdict | paper |',
    '| --- | --- | --- |',
    ...results.map(
      ({ id, title, verdict, paper }) =>
        `| [${cell(title)}](#${id}) | ${verdictWord(verdict)} | ${cell(paper)} |`,
    ),
  ];
  for (const result of results) {
    lines.push('', `## ${result.id}`, '', `**${result.title}.** ${result.paper}.`, '', result.protocol, '');
    lines.push(
      `Measures: ${result.definition}. Verdict: **${verdictWord(result.verdict)}**${result.why === null ? '' : ` (${result.why})`}.`,
    );
    if (facts.isQuick && result.quickReduction !== null)
      lines.push('', `Quick run: ${result.quickReduction}.`);
    if (result.comparisons.length === 0) continue;
    lines.push(
      '',
      '| quantity | printed | expected | ours | interval | rule | verdict |',
      '| --- | --- | --- | --- | --- | --- | --- |',
    );
    for (const one of result.comparisons) {
      const printed = one.printed === null ? '' : `${one.printed.value} (${one.printed.source})`;
      const note = one.note === undefined ? '' : `; ${one.note}`;
      lines.push(
        `| ${[one.quantity, printed, one.expected === null ? '' : short(one.expected), short(one.ours), shortInterval(one.interval), `${one.rule}${note}`, verdictWord(one.verdict)].map(cell).join(' | ')} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

export const verdictWord = (verdict: Verdict): string =>
  verdict === 'failed' ? 'FAILED' : verdict === 'not-run' ? 'not run' : verdict;

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
