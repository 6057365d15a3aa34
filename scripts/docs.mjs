// Writes the pages that follow from definitions: docs/signals.md from the signals, docs/cli.md from --help.
// With --check writes nothing, names the pages that are stale, and ends with 1 if there are any.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ORIGIN_ANSWERS } from '../dist/origin/judge/answers.js';
import { SIGNALS } from '../dist/signals/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/cli/main.js');

const pages = { 'docs/signals.md': signalsPage(), 'docs/cli.md': await cliPage() };
let stale = 0;
for (const [name, page] of Object.entries(pages)) {
  const path = join(root, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === page) continue;
  stale++;
  if (process.argv.includes('--check')) console.error(`${name} is stale: npm run docs`);
  else writeFileSync(path, page);
}
if (process.argv.includes('--check') && stale > 0) process.exitCode = 1;

function signalsPage() {
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
        `| [\`${signal.id}\`](#${anchor(signal)}) | ${signal.unit} | ${rangeOf(signal)} | ${cell(signal.title)} |`,
      );
    lines.push('');
    for (const signal of members)
      lines.push(
        `### signal/${signal.id}@${signal.version}`,
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

/** What GitHub makes of the heading. */
function anchor({ id, version }) {
  return `signal${id}${version}`;
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

function cell(text) {
  return escaped(text).replaceAll('|', '\\|');
}

/** Definitions are plain text; Markdown and HTML in them are not meant. */
function escaped(text) {
  return text.replace(/[<>*_]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );
}

async function cliPage() {
  const sections = [];
  const host = fork(join(root, 'scripts/command-host.mjs'), [main]);
  const visit = async (path) => {
    const help = await helpOf(host, path);
    const below = commandsIn(help);
    sections.push({ name: ['freckle', ...path].join(' '), help });
    for (const name of below) await visit([...path, name]);
  };
  await visit([]);
  host.disconnect();
  const lines = [
    '# The command line',
    '',
    '<!-- Made by `npm run docs` from --help. -->',
    '',
    'Every command prints this with `--help`. Results go to standard output, progress and errors to standard error;',
    'piped output is plain text, and `NO_COLOR` is respected. Exit codes and error codes are in [errors.md](errors.md).',
    '',
    ...sections.flatMap(({ name, help }) => [`## ${name}`, '', '```text', help.trimEnd(), '```', '']),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

async function helpOf(host, path) {
  const answered = once(host, 'message');
  host.send({ args: [...path, '--help'], cwd: root });
  const [{ stdout }] = await answered;
  return stdout;
}

function commandsIn(help) {
  const block = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(help)?.[1] ?? '';
  return [...block.matchAll(/^ {2}([a-z][\w-]*)/gm)]
    .map((match) => match[1])
    .filter((name) => name !== 'help');
}
