import { ORIGIN_ANSWERS } from '../../dist/origin/judge/answers.js';
import { SIGNALS } from '../../dist/signals/index.js';
import { anchorOf, cell, escaped } from './markdown.mjs';

const refOf = ({ id, version }) => `signal/${id}@${version}`;

export function signalsPage() {
  const groups = [...new Set(SIGNALS.map(({ group }) => group))];
  const lines = [
    '# Signals',
    '',
    '<!-- Made by `npm run docs` from the definitions in src/signals/. -->',
    '',
    `A signal measures one record and never decides. It gives a value, or null with a reason. There are ${SIGNALS.length} signals in ${groups.length} groups.`,
    'The group `default` is always measured. Other groups are measured when a policy names them or one of their signals, or with',
    '`--signals <ids or groups>`. Most are published rule sets, computed exactly as in their own code.',
    '',
    'The version after `@` grows whenever any value can change. It is part of the fingerprint of measurements.',
    'Each definition in `src/signals/` documents known biases and the meaning of undefined values.',
    '',
  ];
  for (const group of groups) {
    const members = SIGNALS.filter((signal) => signal.group === group);
    lines.push(`## ${group}`, '', '| signal | unit | range | measures |', '| --- | --- | --- | --- |');
    for (const signal of members)
      lines.push(
        `| [\`${signal.id}\`](#${anchorOf(refOf(signal))}) | ${signal.unit} | ${rangeOf(signal)} | ${cell(signal.title)} |`,
      );
    lines.push('');
    for (const signal of members)
      lines.push(
        `### ${refOf(signal)}`,
        '',
        escaped(signal.description),
        '',
        `- formula: ${escaped(signal.formula)}`,
        `- unit: ${signal.unit}; ${signal.kind === 'category' ? 'values' : 'range'}: ${rangeOf(signal)}`,
        `- source: ${escaped(signal.source)}`,
        '',
      );
  }
  lines.push(
    '## origin: judged, not measured',
    '',
    'Policies use these like signals. They follow from measurements and findings when a record is decided, and',
    'always have a value. See [origin](origin.md).',
    '',
    '| id | values | meaning |',
    '| --- | --- | --- |',
    ...ORIGIN_ANSWERS.map(
      (answer) => `| \`${answer.id}\` | ${rangeOf(answer)} | ${cell(answer.description)} |`,
    ),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function rangeOf({ kind, range, values }) {
  if (kind === 'bytes') return 'bytes';
  if (kind === 'category')
    return values === undefined ? 'open' : values.map((value) => `\`${value}\``).join(' ');
  const [from, to] = range;
  return to >= Number.MAX_SAFE_INTEGER ? `${signed(from)} or more` : `${signed(from)} to ${signed(to)}`;
}

function signed(bound) {
  return String(bound).replace('-', '−');
}
