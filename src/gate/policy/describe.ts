import type { DecisionKind } from '../../core/decision.js';
import type {
  EffectiveSettings,
  KnownFinding,
  KnownSignal,
  Policy,
  PolicyVocabulary,
} from '../../core/policy.js';
import { signalNamed } from '../../core/signal-in-role.js';
import { acceptanceText } from './acceptance.js';
import { leavesOf, wholeText } from './condition.js';
import { policyDigest } from './digest.js';
import { settingsOf, signalsToMeasure } from './settings.js';
import { rangeText } from './validate.js';

/** The description of a policy that `freckle policy --json` prints. */
export interface PolicyDescription {
  readonly policy: string;
  readonly version: number;
  readonly description: string | null;
  readonly digest: string;
  readonly settings: EffectiveSettings;
  readonly rules: readonly {
    readonly id: string;
    readonly decide: DecisionKind;
    readonly condition: string;
    readonly because: string;
    readonly signals: readonly string[];
    readonly findings: readonly string[];
  }[];
  readonly acceptance: readonly {
    readonly id: string;
    readonly condition: string;
    readonly because: string;
  }[];
  /** Every signal that would be measured; those that rules test come first. */
  readonly signals: readonly DescribedSignal[];
  readonly findings: readonly KnownFinding[];
}

export interface DescribedSignal {
  /** `signal/word-count@1` */
  readonly ref: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** `a share from 0 to 1`, `one of human, synthetic` */
  readonly possible: string;
  readonly group: string;
  /** Ids of the rules that test it. */
  readonly rules: readonly string[];
}

export function describePolicy(policy: Policy, vocabulary: PolicyVocabulary): PolicyDescription {
  const rules = policy.rules.map((rule) => {
    const leaves = leavesOf(rule.when);
    return {
      id: rule.id,
      decide: rule.decide,
      condition: wholeText(rule.when),
      because: rule.because,
      signals: unique(leaves.flatMap((leaf) => ('signal' in leaf ? [leaf.signal] : []))),
      findings: unique(leaves.flatMap((leaf) => ('finding' in leaf ? [leaf.finding] : []))),
    };
  });
  const signals = signalsToMeasure(policy, vocabulary)
    .map((id) => signalNamed(vocabulary.signals, id)!)
    .map((signal) =>
      describeSignal(
        signal,
        rules.filter((rule) => rule.signals.includes(signal.id)).map(({ id }) => id),
      ),
    );
  return {
    policy: policy.policy,
    version: policy.version,
    description: policy.description ?? null,
    digest: policyDigest(policy),
    settings: settingsOf(policy),
    rules,
    acceptance: (policy.acceptance ?? []).map((line) => ({
      id: line.id,
      condition: acceptanceText(line),
      because: line.because,
    })),
    signals: [
      ...signals.filter(({ rules }) => rules.length > 0),
      ...signals.filter(({ rules }) => rules.length === 0),
    ],
    findings: vocabulary.findings,
  };
}

function describeSignal(signal: KnownSignal, rules: readonly string[]): DescribedSignal {
  const { id, version, title, description, unit, group } = signal;
  return {
    ref: `signal/${id}@${version}`,
    id,
    title,
    description,
    unit,
    possible: possibleText(signal),
    group,
    rules,
  };
}

function possibleText({ kind, unit, range, values }: KnownSignal): string {
  if (kind === 'bytes') return 'bytes (only missing can be tested)';
  if (kind === 'category') return values === undefined ? `a ${unit}` : `one of ${values.join(', ')}`;
  return range === undefined ? unit : rangeText(unit, range);
}

/** The same as plain text of `width` columns: what `freckle policy` prints. */
export function policyText(description: PolicyDescription, width = 100): string {
  const { settings, rules, acceptance, signals, findings } = description;
  const asked = signals.filter((signal) => signal.rules.length > 0);
  const others = signals.filter((signal) => signal.rules.length === 0);
  const parts = [
    `Policy ${description.policy}, version ${description.version}\n${indented(description.description ?? 'No description.', 2, width)}`,
    section('Settings', [
      `  capture-cutoff                     ${settings.captureCutoff}`,
      `  near-duplicate-ngram               ${settings.ngramSize}`,
      `  near-duplicate-threshold           ${settings.nearDuplicateThreshold}`,
      `  near-duplicate-threshold-unspaced  ${settings.nearDuplicateThresholdUnspaced}`,
      ...Object.entries(settings.duplicatesBy).map(([kind, parts]) => `  duplicates of ${kind} by: ${parts}`),
      ...Object.entries(settings.credibility).map(
        ([source, weight]) => `  credibility of ${source}: ${weight}`,
      ),
      ...Object.entries(settings.expectedShares).map(
        ([facet, shares]) =>
          `  expected shares of ${facet}: ${Object.entries(shares)
            .map(([value, share]) => `${value} ${share}`)
            .join(', ')}`,
      ),
    ]),
    section(
      'Rules (all are evaluated; the severest match decides)',
      rules.map(({ id, decide, condition, because }) =>
        [`  ${id}: ${decide}`, indented(`when ${condition}`, 4, width), indented(because, 4, width)].join(
          '\n',
        ),
      ),
    ),
    section(
      'Acceptance: the run fails unless',
      acceptance.map(({ id, condition, because }) => `  ${id}: ${condition}\n${indented(because, 4, width)}`),
    ),
    section(
      'Signals that these rules test',
      asked.map((signal) => signalText(signal, width)),
    ),
    section(
      'Other measured signals',
      others.map((signal) => signalText(signal, width)),
    ),
    section(
      'Findings that rules can test',
      findings.map((finding) =>
        [
          `  ${finding.id} (roles: ${finding.roles.join(', ')})`,
          indented(finding.description, 4, width),
        ].join('\n'),
      ),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const signalText = ({ id, title, possible, description }: DescribedSignal, width: number): string =>
  [`  ${id}: ${title}, ${possible}`, indented(description, 4, width)].join('\n');

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [title, ...lines].join('\n');

/** Breaks a text between words. */
function indented(text: string, by: number, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && by + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each) => ' '.repeat(by) + each).join('\n');
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
