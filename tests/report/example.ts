import { readFileSync } from 'node:fs';
import type { RecordFacts, ReportData } from '../../src/report/index.js';

/** A report of real text, made by `make-example.ts`. */
export const { data: EXAMPLE, record: EXAMPLE_RECORD } = JSON.parse(
  readFileSync(new URL('./example.json', import.meta.url), 'utf8'),
) as { readonly data: ReportData; readonly record: RecordFacts };

/** Strings that have broken pages before: markup, quotes, template ends, controls, halves of characters. */
export const HOSTILE = [
  '<script>window.pwned = 1</script>',
  '"><img src=x onerror="window.pwned=1">',
  "' onmouseover='window.pwned=1' x='",
  '</style></script></title><svg onload=window.pwned=1>',
  '<!-- --><!doctype html><base href="//evil.example/">',
  'javascript:window.pwned=1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to look like one
  '${window.pwned=1} {{7*7}} `backtick`',
  '&lt;b&gt; &amp;amp; &#0;',
  '\u202egnp.exe\u202c \u2066isolated\u2069',
  'a\u0000b\u0007c\u001b[31mred\u001b[0m\u009b2J',
  '\ud83d half, \udc00 half',
  'zero\u200bwidth\u200djoiner\ufeff',
  '\u{e0049}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}',
  'line\r\nend\u2028and\u2029more\ttab',
  'שלום עולם مرحبا 日本語 ภาษาไทย 👩‍👩‍👧‍👦',
  ']]>--></textarea></noscript></iframe><iframe srcdoc="x">',
  '=HYPERLINK("http://evil.example","x")',
  '\u0300\u0301\u0302'.repeat(30),
  'x'.repeat(500),
] as const;

/** Words of our own that select something; data does not write them. */
const CHOSEN = new Set([
  'decision',
  'kind',
  'format',
  'side',
  'scale',
  'answer',
  'rung',
  'origin',
  'contradiction',
]);

/** The same report with every free string replaced, each time by the next hostile one and a number. */
export function hostileCopy<T>(value: T): T {
  let next = 0;
  const copy = (node: unknown, key: string): unknown => {
    if (typeof node === 'string')
      return CHOSEN.has(key) ? node : `${HOSTILE[next % HOSTILE.length]!} ${next++}`;
    if (Array.isArray(node)) return node.map((item) => copy(item, key));
    if (node && typeof node === 'object')
      return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, copy(item, name)]));
    return node;
  };
  return copy(value, '') as T;
}

export const EMPTY: ReportData = {
  format: 'freckle-report@1',
  run: {
    command: 'freckle vet nothing/',
    inputs: [],
    versions: [],
    policy: { name: 'empty', digest: 'sha256:0', description: 'nothing is asked.' },
    settings: [],
  },
  counts: { read: 0, admitted: 0, quarantined: 0, rejected: 0, unreadable: 0 },
  acceptance: [],
  rules: [],
  origin: {
    ladder: [],
    kinds: [],
    dataSets: [],
    contradictions: { records: 0, pairs: [] },
    examples: [],
    traces: { records: 0, kinds: [] },
    era: { cutoff: '2022-11-30', before: 0, after: 0, undated: 0 },
    inferredShare: { value: null, why: 'no records' },
  },
  sources: { rows: [], leftOut: 0, medianSignals: [] },
  signals: [],
  composition: { languages: [], months: [] },
  duplicates: {
    exact: { clusters: 0, copies: 0 },
    near: { clusters: 0, copies: 0 },
    method: '',
    largest: [],
    boilerplate: [],
  },
  diversity: [],
  overRepresentation: [],
  samples: [],
  unreadable: [],
  absentColumns: [],
};
