import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FreckleError } from '../../src/core/errors.js';
import { loadPolicy, PolicyError, parsePolicy, policyToYaml } from '../../src/gate/policy/index.js';
import { condition, policyOf, rule } from './policy-arbitraries.js';
import { VOCABULARY } from './policy-vocabulary.js';

const head = 'policy: web\nversion: 1\n';
const ruleOf = (when: string, more = '') =>
  `${head}rules:\n  - id: one\n    when: ${when}\n    decide: reject\n    because: It is so.\n${more}`;
const withAcceptance = (line: string) =>
  ruleOf('{ signal: word-count, below: 5 }', `acceptance:\n  - { id: few, ${line}, because: So. }\n`);

function errorOf(yaml: string): PolicyError {
  try {
    loadPolicy(yaml, 'web.yaml', VOCABULARY);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    return error as PolicyError;
  }
  throw new Error(`expected an error for\n${yaml}`);
}

/** Every case with the code and the message it must give. */
const CASES: { readonly [name: string]: string } = {
  'an empty file': '',
  'no mapping': '- a\n- b',
  'broken YAML': 'policy: [web',
  'the same word twice': 'policy: web\npolicy: again\n',
  'a custom tag': `${head}rules: !!js/function x`,
  'two documents': `${head}---\n${head}`,
  'an alias bomb': `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`).join('\n')}\n`,
  'an alias to itself': `${head}rules: &rules [*rules]`,
  'no rules': head,
  'an empty list of rules': `${head}rules: []`,
  'a misspelt word': ruleOf('{ signal: word-count, abvoe: 5 }'),
  'a misspelt word at the top': `${head}ruels: []`,
  'a missing sentence': `${head}rules:\n  - id: one\n    when: { signal: word-count, below: 5 }\n    decide: reject\n`,
  'an unknown decision': `${head}rules:\n  - id: one\n    when: { signal: word-count, below: 5 }\n    decide: delete\n    because: So.\n`,
  'an id that is none': `${head}rules:\n  - id: One Rule\n    when: { signal: word-count, below: 5 }\n    decide: reject\n    because: So.\n`,
  'a version that is none': 'policy: web\nversion: 1.5\nrules: []',
  'a threshold that is no number': ruleOf('{ signal: word-count, below: five }'),
  'a threshold that is infinite': ruleOf('{ signal: word-count, below: .inf }'),
  'a signal without a test': ruleOf('{ signal: word-count }'),
  'no subject': ruleOf('{ above: 5 }'),
  'two subjects': ruleOf('{ signal: word-count, finding: near-duplicates, above: 5 }'),
  'a role beside a signal': ruleOf('{ signal: word-count, role: copy, below: 5 }'),
  'a test beside all': ruleOf('{ all: [ { signal: word-count, below: 5 } ], above: 3 }'),
  'an empty all': ruleOf('{ all: [] }'),
  'an empty in': ruleOf('{ signal: language, in: [] }'),
  'an unknown signal': ruleOf('{ signal: wrod-count, below: 5 }'),
  'an unknown signal like no other': ruleOf('{ signal: perplexity, below: 5 }'),
  'an unknown signal deep within': ruleOf(
    '\n      any:\n        - { signal: word-count, below: 5 }\n        - not: { signal: langauge, is: en }',
  ),
  'an unknown signal and another fault': ruleOf(
    '{ any: [ { signal: nope, above: 1 }, { signal: symbol-share, above: 2 } ] }',
  ),
  'an unknown signal in the list': `${ruleOf('{ signal: word-count, below: 5 }')}signals: [gopher, gofer-words]\n`,
  'an unknown finding': ruleOf('{ finding: near-duplicate }'),
  'an unknown role': ruleOf('{ finding: near-duplicates, role: copies }'),
  'a value where a finding has none': ruleOf('{ finding: exact-duplicates, above: 0.5 }'),
  'a share above one': ruleOf('{ signal: symbol-share, above: 1.5 }'),
  'a share above minus one': ruleOf('{ signal: symbol-share, above: -1 }'),
  'a share below nothing': ruleOf('{ signal: symbol-share, below: 0 }'),
  'a share of at least nothing': ruleOf('{ signal: symbol-share, at-least: 0 }'),
  'a share of at most one': ruleOf('{ signal: symbol-share, at-most: 1 }'),
  'a similarity above one': ruleOf('{ finding: near-duplicates, above: 1 }'),
  'a count outside its range': ruleOf('{ signal: word-count, is: -3 }'),
  'a bound on a category': ruleOf('{ signal: language, above: 3 }'),
  'a bound on bytes': ruleOf('{ signal: sketch, above: 3 }'),
  'a string for a number': ruleOf('{ signal: word-count, is: many }'),
  'a number for a category': ruleOf('{ signal: language, in: [en, 7] }'),
  'a category that never is': ruleOf('{ signal: origin, is: humane }'),
  'a category like no other': ruleOf('{ signal: origin, in: [martian] }'),
  'two bounds with nothing between': ruleOf('{ signal: symbol-share, above: 0.5, below: 0.5 }'),
  'two bounds with no whole number between': ruleOf('{ signal: word-count, above: 3, below: 4 }'),
  'a contradictory all': ruleOf(
    '{ all: [ { signal: word-count, below: 5 }, { signal: word-count, above: 9 } ] }',
  ),
  'all of two languages': ruleOf('{ all: [ { signal: language, is: en }, { signal: language, is: fi } ] }'),
  'missing and compared': ruleOf('{ signal: symbol-share, missing: true, above: 0.5 }'),
  'an any that leaves nothing out': ruleOf(
    '{ any: [ { signal: symbol-share, above: 0.5 }, { signal: symbol-share, at-most: 0.5 } ] }',
  ),
  'every possible category': ruleOf('{ signal: origin, in: [human, synthetic, unknown] }'),
  'a thing and its contrary': ruleOf(
    '{ all: [ { finding: near-duplicates }, { not: { finding: near-duplicates } } ] }',
  ),
  'the same id twice': `${ruleOf('{ signal: word-count, below: 5 }')}  - id: one\n    when: { signal: word-count, below: 3 }\n    decide: reject\n    because: So.\n`,
  'an unknown setting': `${ruleOf('{ signal: word-count, below: 5 }')}settings: { capture-cutof: 2022-11-30 }\n`,
  'a date that is none': `${ruleOf('{ signal: word-count, below: 5 }')}settings: { capture-cutoff: 2022-13-30 }\n`,
  'a threshold that is too low': `${ruleOf('{ signal: word-count, below: 5 }')}settings: { near-duplicate-threshold: 0.1 }\n`,
  'a credibility that is no number': `${ruleOf('{ signal: word-count, below: 5 }')}settings: { credibility: { wikipedia: high } }\n`,
  'an acceptance of nothing': withAcceptance('at-most: 0.05'),
  'an acceptance of two things': withAcceptance('count: rejected, rule: one, at-most: 5'),
  'an acceptance without a bound': withAcceptance('count: rejected'),
  'an acceptance of an unknown rule': withAcceptance('rule: ome, at-most: 5'),
  'an acceptance of an unknown count': withAcceptance('count: refused, at-most: 5'),
  'an acceptance that is always met': withAcceptance('count: rejected, of: read, at-most: 1'),
  'an acceptance that is never met': withAcceptance('count: rejected, of: read, above: 0.5, below: 0.4'),
  'an acceptance of the unreadable among the readable': withAcceptance(
    'count: unreadable, of: records, at-most: 0.1',
  ),
  'an acceptance of all of all': withAcceptance('count: read, of: read, at-most: 0.1'),
};

describe('a policy that cannot be used', () => {
  test.each(Object.entries(CASES))('is refused with file, line and column: %s', (_name, yaml) => {
    const error = errorOf(yaml);
    expect(`${error.code}\n${error.message}`).toMatchSnapshot();
  });

  test('is refused with everything that is wrong, in the order of the file', () => {
    const error = errorOf(CASES['an unknown signal and another fault']!);
    expect(error.problems.map(({ code }) => code)).toEqual(['unknown-signal', 'invalid-policy']);
    expect(error.code).toBe('invalid-policy');
  });

  test('is refused when it is larger than any policy', () => {
    expect(() => parsePolicy('#'.repeat(300_000), 'web.yaml')).toThrow(/expected at most 262144 characters/);
  });

  test.each([
    ['lists', `rules: ${'['.repeat(100_000)}`],
    ['mappings', `rules: ${'{a: '.repeat(50_000)}`],
    ['conditions', ruleOf(`${'{ not: '.repeat(100)}{ signal: word-count, below: 5 }${' }'.repeat(100)}`)],
  ])('is refused, not overflowed, when %s stand too deeply in one another', (_name, yaml) => {
    expect(() => parsePolicy(yaml, 'web.yaml')).toThrow(PolicyError);
  });

  test('throws nothing but a FreckleError for any text', () => {
    const yamlish = fc.array(
      fc.constantFrom(
        ...[
          'policy',
          'rules',
          ': ',
          '- ',
          '\n',
          '  ',
          '{',
          '}',
          '[',
          ']',
          ', ',
          '&a ',
          '*a',
          '!!x ',
          '"',
          "'",
          '#',
          '|',
          '>',
        ],
        ...[
          'when',
          'signal',
          'word-count',
          'above',
          'not',
          'all',
          '5',
          '-',
          '? ',
          '<<',
          '~',
          '---\n',
          '%YAML 1.1\n',
          '\t',
          '\u0000',
        ],
        ...['__proto__', 'constructor', '.nan', '0x1F', '2022-11-30', 'true', '\ud800', '\u2028'],
      ),
      { maxLength: 60 },
    );
    const mutated = fc
      .tuple(fc.nat(400), fc.nat(5), fc.string({ maxLength: 6 }))
      .map(([at, length, text]) => {
        const yaml = ruleOf(
          '{ all: [ { signal: word-count, below: 5 }, { not: { signal: language, in: [zh, ja] } } ] }',
        );
        return yaml.slice(0, at % yaml.length) + text + yaml.slice((at % yaml.length) + length);
      });
    fc.assert(
      fc.property(
        fc.oneof(
          yamlish.map((parts) => parts.join('')),
          mutated,
          fc.string(),
        ),
        (yaml) => {
          try {
            loadPolicy(yaml, 'web.yaml', VOCABULARY);
          } catch (error) {
            if (!(error instanceof FreckleError)) throw error;
            expect(['invalid-policy', 'unknown-signal']).toContain(error.code);
          }
        },
      ),
      { numRuns: 1500, seed: 7 },
    );
  });
});

describe('a policy', () => {
  test('written as YAML and read again is the same policy', () => {
    const policies = fc.array(rule(condition), { minLength: 1, maxLength: 5 }).map(policyOf);
    fc.assert(
      fc.property(policies, (policy) => {
        expect(parsePolicy(policyToYaml(policy), 'web.yaml').policy).toEqual(policy);
      }),
      { seed: 7 },
    );
  });

  test('may repeat a condition by an alias, and a fault in it is placed where it is written', () => {
    const yaml = ruleOf(
      '&short { signal: symbol-share, above: 3 }',
      '  - { id: two, when: *short, decide: admit, because: So. }\n',
    );
    expect(errorOf(yaml).problems.map(({ line }) => line)).toEqual([5, 5]);
  });
});
