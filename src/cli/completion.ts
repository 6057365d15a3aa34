import { bashScript } from './completion/bash.js';
import { commandsOf } from './completion/commands.js';
import { fishScript } from './completion/fish.js';
import { zshScript } from './completion/zsh.js';
import { choiceArgument } from './flags/flag.js';
import { print } from './print.js';
import { defineVerb, type Verb, type VerbGroup } from './verb.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const SHELLS = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

/** `freckle completion bash`: what a shell needs to complete verbs, flags and their values. */
export const completionVerb = (everyVerb: () => Promise<readonly (Verb | VerbGroup)[]>): Verb =>
  defineVerb({
    path: 'completion',
    description: 'print the script by which a shell completes verbs, flags and their values',
    args: { shell: choiceArgument('<shell>', 'which shell', SHELLS) },
    flags: {},
    after: `
Examples:
  freckle completion bash >> ~/.bashrc
  freckle completion zsh > "\${fpath[1]}/_freckle"
  freckle completion fish > ~/.config/fish/completions/freckle.fish`,
    run: async ({ args: { shell } }) => print(SCRIPTS[shell](commandsOf(await everyVerb()))),
  });
