import { HELD_ELSEWHERE } from '../../dist/metrics/held-elsewhere.js';
import { FINDING_METRICS, METRICS } from '../../dist/metrics/index.js';
import { INFERRED_SYNTHETIC } from '../../dist/origin/inferred/share/inferred-answer.js';
import { anchorOf, cell, escaped } from './markdown.mjs';

/** The metrics of every corpus, and those that need other corpora or a calibration. */
const QUESTIONS = [...FINDING_METRICS, HELD_ELSEWHERE, INFERRED_SYNTHETIC, ...METRICS];
const refOf = ({ id, version }) => `metric/${id}@${version}`;

export function metricsTable() {
  return [
    '| metric | about | roles of records |',
    '| --- | --- | --- |',
    ...QUESTIONS.map((metric) => {
      const roles = (metric.roles ?? []).map((role) => `\`${role}\``).join(', ');
      const ref = refOf(metric);
      return `| [\`${ref}\`](#${anchorOf(ref)}) | ${cell(metric.title)} | ${roles} |`;
    }),
  ];
}

export function metricDefinitions() {
  return QUESTIONS.flatMap((metric, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${refOf(metric)}`,
    '',
    escaped(metric.description),
    '',
    `- formula: ${escaped(metric.formula)}`,
    `- source: ${escaped(metric.source)}`,
  ]);
}
