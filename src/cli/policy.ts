import { describePolicy, policyText } from '../gate/policy/index.js';
import { readPolicy } from '../wiring/policy.js';
import { VOCABULARY } from '../wiring/vocabulary.js';
import { jsonFlag, POLICY_HELP, POLICY_NAMES } from './flags/common.js';
import { argument, toggle } from './flags/flag.js';
import { outputSettings, print, printJson } from './print.js';
import { defineVerb } from './verb.js';

export const policyVerb = defineVerb({
  path: 'policy',
  description: 'list the rules of a policy, and the signals and findings that policies can use',
  args: { name: argument('[name|file]', POLICY_HELP, { default: 'default', completes: POLICY_NAMES }) },
  flags: {
    yaml: toggle('--yaml', 'print the policy as YAML, to save and edit'),
    json: jsonFlag('print the description as JSON'),
  },
  after: `
Examples:
  freckle policy                          the default policy, its rules and signals
  freckle policy --yaml > mine.yaml       a copy to edit
  freckle policy mine.yaml                check it: errors name the line`,
  run: ({ args: { name }, flags }) => {
    const { policy, yaml } = readPolicy(name);
    const description = describePolicy(policy, VOCABULARY);
    if (flags.yaml) print(yaml);
    else if (flags.json) printJson(description);
    else print(policyText(description, outputSettings().width));
  },
});
