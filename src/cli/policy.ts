import type { Command } from 'commander';
import { BUILTIN_POLICIES, describePolicy, policyText } from '../gate/policy/index.js';
import { readPolicy } from '../wiring/policy.js';
import { VOCABULARY } from '../wiring/vocabulary.js';
import { terminalWidth } from './terminal.js';

export function addPolicyCommand(program: Command): void {
  program
    .command('policy')
    .description('list the rules of a policy and what every signal and finding it can ask means')
    .argument('[name|file]', `${BUILTIN_POLICIES.join(', ')}, or a YAML file`, 'default')
    .option('--yaml', 'print the policy itself, to be saved and changed')
    .option('--json', 'print the description as JSON')
    .addHelpText(
      'after',
      `
Examples:
  freckle policy                          the default policy, its rules and signals
  freckle policy --yaml > mine.yaml       a copy to change
  freckle policy mine.yaml                check it: a fault is named with its line`,
    )
    .action((name: string, flags: { yaml?: boolean; json?: boolean }) => {
      const { policy, yaml } = readPolicy(name);
      const description = describePolicy(policy, VOCABULARY);
      if (flags.yaml === true) process.stdout.write(yaml);
      else if (flags.json === true) process.stdout.write(`${JSON.stringify(description, null, 2)}\n`);
      else process.stdout.write(policyText(description, terminalWidth(process.stdout)));
    });
}
