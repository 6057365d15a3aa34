import type { CompletedCommand, CompletedFlag, Follows } from './commands.js';
import { quoted } from './quote.js';

/** The script for zsh: a file `_freckle` in a folder of $fpath, or `source <(freckle completion zsh)`. */
export const zshScript = (commands: readonly CompletedCommand[]): string => `#compdef freckle
# Made by \`freckle completion zsh\`.
${commands.map(functionOf).join('\n')}
if [[ $funcstack[1] == _freckle ]]; then _freckle "$@"; else compdef _freckle freckle; fi
`;

const nameOf = (path: string): string =>
  ['_freckle', ...path.split(' ').filter(Boolean)].join('_').replaceAll('-', '_');

function functionOf(command: CompletedCommand): string {
  const flags = command.flags.map(flagSpec);
  const specs = command.verbs.length > 0 ? ["'1: :->verb'", "'*:: :->rest'"] : wordSpecs(command.words);
  const head = `${nameOf(command.path)}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
    ${[...flags, ...specs].join(' \\\n    ')}`;
  return `${head}${command.verbs.length > 0 ? `\n${dispatch(command)}` : ''}\n}\n`;
}

const dispatch = ({ path, verbs }: CompletedCommand): string => `  case $state in
    verb)
      local -a verbs
      verbs=(
${verbs.map(({ name, help }) => `        ${quoted(`${name}:${help}`)}`).join('\n')}
      )
      _describe -t commands verb verbs
      ;;
    rest)
      case $words[1] in
${verbs.map(({ name }) => `        ${name}) ${nameOf(`${path} ${name}`)} ;;`).join('\n')}
      esac
      ;;
  esac`;

function flagSpec({ names, help, follows, isRepeated }: CompletedFlag): string {
  const others = isRepeated ? '*' : `(${names.join(' ')})`;
  const name = names.length > 1 ? `{${names.join(',')}}` : names[0]!;
  const action = follows === null ? '' : `:${names.at(-1)!.slice(2)}:${actionOf(follows)}`;
  return `${quoted(others)}${name}${quoted(`[${escaped(help)}]${action}`)}`;
}

const wordSpecs = (words: readonly Follows[]): string[] =>
  words.map((follows, at) => quoted(`${at === words.length - 1 ? '*' : at + 1}:word:${actionOf(follows)}`));

function actionOf(follows: Follows): string {
  if (follows === 'word') return '';
  switch (follows.kind) {
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'values': {
      const values = follows.values().join(' ');
      if (follows.isList === true) return `_sequence compadd - ${values}`;
      return follows.orFiles === true ? `{compadd - ${values}; _files}` : `(${values})`;
    }
    default:
      return follows satisfies never;
  }
}

/** Escapes a text inside brackets. */
const escaped = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&');
