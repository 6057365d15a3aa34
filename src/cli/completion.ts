import { bashScript } from './completion/bash.js';
import { commandsOf } from './completion/commands.js';
import { fishScript } from './completion/fish.js';
import { zshScript } from './completion/zsh.js';
import { choiceArgument } from './flags/flag.js';
import { print } from './print.js';
import { defineVerb, type Verb, type VerbGroup } from './verb.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const SHELLS = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

/** `freckle completion bash`: prints a script that completes verbs, flags and their values. */
export const completionVerb = (everyVerb: () => Promise<readonly (Verb | VerbGroup)[]>): Verb =>
  defineVerb({
    path: 'completion',
    description: 'print a shell script that completes commands, flags and their values',
    args: { shell: choiceArgument('<shell>', 'shell that runs the script', SHELLS) },
    flags: {},
    after: `
Examples:
  freckle completion bash >> ~/.bashrc
  freckle completion zsh > "\${fpath[1]}/_freckle"
  freckle completion fish > ~/.config/fish/completions/freckle.fish`,
    run: async ({ args: { shell } }) => print(SCRIPTS[shell](commandsOf(await everyVerb()))),
  });
