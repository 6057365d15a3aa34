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
    `A signal measures one record. It has a value, or none and a reason; it never decides. There are ${SIGNALS.length}, in ${groups.length} groups.`,
    'Those of the group `default` are always measured. The others are when a policy names them or their group, or with',
    '`--signals <ids or groups>`: they are published rule sets as their own code computes them, quirks included.',
    '',
    'The version after `@` grows whenever any value can change; it is part of what a measurement is known by.',
    'Known biases and what undefined means stand beside each definition in `src/signals/`.',
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
    'Policies ask these like signals. They follow from measurements and findings when a record is decided on, and',
    'always have a value; [origin](origin.md) says how.',
    '',
    '| answer | values | says |',
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
