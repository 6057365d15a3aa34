import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  stringify,
  type YAMLError,
} from 'yaml';
import type { Policy, PolicyVocabulary } from '../../core/policy.js';
import { type Place, PolicyError, type PolicyPath, type PolicyProblem, throwProblems } from './problem.js';
import { readShape } from './schema.js';
import { validatePolicy } from './validate.js';

/** Larger than any policy a person writes; bounds the memory that a hostile file can cost. */
export const LARGEST_POLICY_CHARACTERS = 256 * 1024;
/** Limit on alias expansions, counted with what they repeat. */
const MOST_ALIASES = 100;

/** A policy read from a file, with the places of its words for error messages. */
export interface PolicyFile {
  readonly file: string;
  readonly policy: Policy;
  readonly locate: (path: PolicyPath, isKey: boolean) => Place;
}

/**
 * Reads a policy and checks it against every name it may use.
 * @throws PolicyError (`invalid-policy`, `unknown-signal`) with file, line and column
 */
export function loadPolicy(yaml: string, file: string, vocabulary: PolicyVocabulary): Policy {
  const { policy, locate } = parsePolicy(yaml, file);
  throwProblems(file, validatePolicy(policy, vocabulary), locate);
  return policy;
}

/**
 * Reads the shape of a policy: YAML 1.2 core schema, one document, no custom tags.
 * @throws PolicyError (`invalid-policy`) for every text that is not a policy
 */
export function parsePolicy(yaml: string, file: string): PolicyFile {
  if (yaml.length > LARGEST_POLICY_CHARACTERS)
    throw new PolicyError(file, [
      problem(`expected at most ${LARGEST_POLICY_CHARACTERS} characters, found ${yaml.length}`),
    ]);
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const { document, value } = readYaml(yaml, file, lines, placeOf);
  const locate = (path: PolicyPath, isKey: boolean): Place => placeOf(offsetOf(document, path, isKey));
  const read = readShape(value);
  if ('problems' in read) {
    throwProblems(file, read.problems, locate);
    throw new Error('unreachable: readShape gave no problem');
  }
  return { file, policy: read.policy, locate };
}

/** The policy as YAML; reading it again gives the same policy. */
export const policyToYaml = (policy: Policy): string =>
  stringify(policy, { schema: 'core', lineWidth: 110, aliasDuplicateObjects: false });

function readYaml(
  yaml: string,
  file: string,
  lineCounter: LineCounter,
  placeOf: (offset: number) => Place,
): { document: Document.Parsed; value: unknown } {
  let document: Document.Parsed;
  let value: unknown;
  try {
    document = parseDocument(yaml, {
      schema: 'core',
      version: '1.2',
      prettyErrors: false,
      lineCounter,
      merge: false,
      stringKeys: true,
    });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0)
      throw new PolicyError(
        file,
        faults.slice(0, 20).map((fault) => ({ ...problem(faultText(fault)), ...placeOf(fault.pos[0]) })),
      );
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    if (cause instanceof PolicyError) throw cause;
    // The parser throws a ReferenceError on alias bombs and overflows the stack on very deep nesting.
    const what = cause instanceof RangeError ? 'nested too deeply' : messageOf(cause);
    throw new PolicyError(file, [problem(`cannot be read as YAML: ${what}`)], { cause });
  }
  return { document, value };
}

function faultText({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'expected one YAML document, found several';
  if (code === 'NON_STRING_KEY') return 'expected strings as keys';
  return `not valid YAML: ${message}`;
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const problem = (message: string): PolicyProblem => ({ code: 'invalid-policy', path: [], message });

/** Offset of the value at `path`, or of its key; of the nearest existing parent where it is absent. */
function offsetOf(document: Document.Parsed, path: PolicyPath, isKey: boolean): number {
  let node = resolved(document, document.contents);
  let offset = node?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    let next: Node | null = null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      const key = pair.key as Node;
      offset = key.range?.[0] ?? offset;
      next = (pair.value ?? null) as Node | null;
      if (isLast && isKey) return offset;
    } else if (isSeq(node) && typeof step === 'number') next = (node.items[step] ?? null) as Node | null;
    if (next === null) return offset;
    offset = next.range?.[0] ?? offset;
    node = resolved(document, next);
  }
  return offset;
}

function resolved(document: Document.Parsed, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}
