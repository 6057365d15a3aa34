import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../stamps.mjs';

export async function cliPage() {
  const sections = [];
  const host = fork(join(root, 'scripts/command-host.mjs'), [join(root, 'dist/cli/main.js')]);
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
