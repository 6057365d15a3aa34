import type { Completion } from '../flags/flag.js';
import type { CompletedCommand, CompletedFlag } from './commands.js';

/** The script for fish: `freckle completion fish > ~/.config/fish/completions/freckle.fish`. */
export const fishScript = (
  commands: readonly CompletedCommand[],
): string => `# Made by \`freckle completion fish\`.
function __freckle_at -d 'Whether this command of freckle is being typed'
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$path $word")
    contains -- $longer ${commands
      .slice(1)
      .map(({ path }) => quoted(path))
      .join(' ')}
    and set path $longer
  end
  test "$path" = "$argv"
end
complete -c freckle -f
${commands.flatMap(linesOf).join('\n')}
`;

function linesOf({ path, verbs, flags, words }: CompletedCommand): string[] {
  const start = `complete -c freckle -n ${quoted(`__freckle_at ${path}`.trim())}`;
  return [
    ...verbs.map(({ name, help }) => `${start} -a ${name} -d ${quoted(help)}`),
    ...flags.map((flag) => `${start} ${flagOf(flag)}`),
    ...words.flatMap((follows) => (follows === 'word' ? [] : [`${start} ${argumentOf(follows)}`])),
  ];
}

function flagOf({ names, help, follows }: CompletedFlag): string {
  const parts = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  if (follows !== null) parts.push(follows === 'word' ? '-x' : `-r ${argumentOf(follows)}`);
  return `${parts.join(' ')} -d ${quoted(help)}`;
}

/** What fish suggests at this position. */
function argumentOf(follows: Completion): string {
  switch (follows.kind) {
    case 'files':
      return '-F';
    case 'folders':
      return "-f -a '(__fish_complete_directories)'";
    case 'values': {
      const values = follows.values().join(' ');
      const action = follows.isList === true ? `'(__fish_append , ${values})'` : quoted(values);
      return `${follows.orFiles === true ? '-F' : '-f'} -a ${action}`;
    }
    default:
      return follows satisfies never;
  }
}

/** Fish knows two escapes inside single quotes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
