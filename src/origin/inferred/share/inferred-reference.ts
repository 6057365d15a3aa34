import type { Row } from '../../../core/engine.js';
import type { Finding } from '../../../core/finding.js';
import type { Found, MetricSettings, Tables } from '../../../core/metric.js';
import type { Calibration } from '../calibration/calibration.js';
import { type FlagRate, flagRate } from './flag-rates.js';
import { type FlagRule, flagRuleOf, isFlagged } from './flag-rule.js';
import { INFERRED_SYNTHETIC, type InferredSynthetic, inferredAnswer } from './inferred-answer.js';
import { findingOf } from './inferred-writer.js';
import type { JudgedSource } from './judged-corpus.js';
import { JudgedSources, SMALL_SOURCES } from './judged-sources.js';
import { type MeasuredRun, type RecordedText, textOfRow } from './measured-text.js';

interface Text extends RecordedText {
  readonly language: string | null;
  readonly facets: readonly (string | null)[];
}

/** Slow reference of the question: computed from plain rows, without SQL. */
export function findSlowly(
  { records }: Tables,
  settings: MetricSettings,
  calibration: Calibration,
  run: MeasuredRun,
): Found<InferredSynthetic> {
  const grouped = (row: Row): Text => ({
    ...textOfRow(row, run.originOf(row)),
    language: row['language'] as string | null,
    facets: JSON.parse(String(row['facets'])) as (string | null)[],
  });
  const texts = records!.map(grouped).sort((a, b) => compare(a.source, b.source) || a.record - b.record);
  const passed = new Map<string, string>();
  const judged: JudgedSource[] = [];
  const sources = new JudgedSources(calibration, {
    passed: (source, finding) => void passed.set(source, finding),
    judged: (source) => void judged.push(source),
  });
  for (const text of texts) sources.add(text);
  const corpus = sources.finish();
  const findingOfText = ({ source }: Text): string | null => {
    const finding = passed.get(source) ?? null;
    return finding === SMALL_SOURCES && corpus.small.isRefused ? null : finding;
  };
  const rule = flagRuleOf(calibration);
  const findings = judged.map(
    (source): Finding => ({
      metric: INFERRED_SYNTHETIC.id,
      ...findingOf(source),
      members: texts
        .filter((text) => findingOfText(text) === source.id && text.known === null)
        .filter((text) => isFlagged(text, rule))
        .map(({ record, pValue }) => ({ record, role: 'flagged', value: pValue }))
        .sort((a, b) => a.record - b.record),
    }),
  );
  const open = texts.filter((text) => findingOfText(text) !== null && text.isByPeople && text.score !== null);
  return {
    findings: findings.sort((a, b) => compare(a.id, b.id)),
    summary: inferredAnswer(calibration, corpus, ratesOf(open, settings.facets, rule)),
  };
}

function ratesOf(texts: readonly Text[], facets: readonly string[], rule: FlagRule): FlagRate[] {
  const groups: [by: string, of: (text: Text) => string | null][] = [
    ['all', () => 'all'],
    ['language', ({ language }) => language],
    ...facets.map((name, at): [string, (text: Text) => string | null] => [
      name,
      (text) => text.facets[at] ?? null,
    ]),
  ];
  return groups.flatMap(([by, of]) => {
    const names = new Set(texts.map(of).filter((name) => name !== null));
    return [...names]
      .map((name) => {
        const own = texts.filter((text) => of(text) === name);
        return flagRate(by, name, own.length, own.filter((text) => isFlagged(text, rule)).length);
      })
      .sort((a, b) => b.texts - a.texts || compare(a.group, b.group));
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
