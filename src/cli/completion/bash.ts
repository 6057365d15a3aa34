import type { CompletedCommand, CompletedFlag, Follows } from './commands.js';
import { quoted } from './quote.js';

/**
 * The script for bash, 3.2 and newer: `eval "$(freckle completion bash)"`. Words are separated by newlines, since file
 * names may contain spaces.
 */
export const bashScript = (
  commands: readonly CompletedCommand[],
): string => `# Made by \`freckle completion bash\`.
_freckle() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at command=''
  # Bash splits --policy=strict at the equals sign.
  if [[ $current == '=' ]]; then current=''
  elif [[ $previous == '=' ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$command \${COMP_WORDS[at]}" in
${commands.slice(1).map(entering).join('\n')}
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(({ path, flags }) => flags.flatMap((flag) => afterFlag(path, flag))).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $command in
${commands.map(flagNames).join('\n')}
    esac
    return
  fi
  case $command in
${commands.map(words).join('\n')}
  esac
}
_freckle_values() { COMPREPLY+=($(compgen -W "$1" -- "$current")); }
_freckle_list() {
  local before=''
  if [[ $current == *,* ]]; then before="\${current%,*},"; fi
  COMPREPLY+=($(compgen -P "$before" -W "$1" -- "\${current##*,}"))
}
_freckle_files() {
  compopt -o filenames 2> /dev/null
  COMPREPLY+=($(compgen -f -- "$current"))
}
_freckle_folders() {
  compopt -o filenames 2> /dev/null
  COMPREPLY+=($(compgen -d -- "$current"))
}
complete -F _freckle freckle
`;

const entering = ({ path }: CompletedCommand): string => {
  const words = path.split(' ');
  return `      ${quoted(`${words.slice(0, -1).join(' ')} ${words.at(-1)}`)}) command=${quoted(path)} ;;`;
};

function afterFlag(path: string, { names, follows }: CompletedFlag): string[] {
  if (follows === null) return [];
  const patterns = names.map((name) => quoted(`${path} ${name}`)).join(' | ');
  return [`    ${patterns})${actionOf(follows)} return ;;`];
}

const flagNames = ({ path, flags }: CompletedCommand): string =>
  `      ${quoted(path)}) _freckle_values ${lines(flags.flatMap(({ names }) => names))} ;;`;

const words = ({ path, verbs, words: [first = 'word'] }: CompletedCommand): string => {
  const action =
    verbs.length > 0
      ? ` _freckle_values ${lines([...verbs.map(({ name }) => name), 'help'])};`
      : actionOf(first);
  return `    ${quoted(path)})${action} ;;`;
};

function actionOf(follows: Follows): string {
  if (follows === 'word') return '';
  switch (follows.kind) {
    case 'files':
      return ' _freckle_files;';
    case 'folders':
      return ' _freckle_folders;';
    case 'values': {
      const add = follows.isList === true ? '_freckle_list' : '_freckle_values';
      return ` ${add} ${lines(follows.values())};${follows.orFiles === true ? ' _freckle_files;' : ''}`;
    }
    default:
      return follows satisfies never;
  }
}

const lines = (list: readonly string[]): string => quoted(list.join('\n'));
