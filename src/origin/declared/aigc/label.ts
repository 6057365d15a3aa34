import type { ImageMetadata } from '../../../image/metadata.js';

/**
 * 1: generated, 2: possibly generated, 3: suspected to be generated (GB 45438-2025, annex E, as published guides quote
 * it).
 */
export const AIGC_LABELS = ['1', '2', '3'] as const;
export type AigcLabel = (typeof AIGC_LABELS)[number];

export interface AigcDeclaration {
  readonly label: AigcLabel;
  /** Codes of the services that produced and spread the content, where given. */
  readonly producer: string | null;
  readonly produceId: string | null;
  readonly propagator: string | null;
}

/** Members specific to this label; `Label` alone occurs in other JSON too. */
const TELLING = [
  'ContentProducer',
  'ProduceID',
  'ContentPropagator',
  'PropagateID',
  'ServiceProvider',
  'ServiceUser',
];
const MAX_NESTING = 4;

/**
 * The implicit label of China's GB 45438-2025: a JSON object `{"Label":"1","ContentProducer":…}`, bare or under
 * `AIGC`, also as JSON inside a JSON string, as some services write it. Null for anything else.
 */
export function readAigcLabel(text: string): AigcDeclaration | null {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start || !/label/i.test(text)) return null;
  return declarationIn(text.slice(start, end + 1), false, 0);
}

function declarationIn(value: unknown, isWrapped: boolean, depth: number): AigcDeclaration | null {
  if (depth > MAX_NESTING) return null;
  if (typeof value === 'string') return declarationIn(parseLoosely(value), isWrapped, depth + 1);
  if (typeof value !== 'object' || value === null) return null;
  const facts = value as { readonly [name: string]: unknown };
  const label = String(facts['Label'] ?? '').trim();
  if (
    (AIGC_LABELS as readonly string[]).includes(label) &&
    (isWrapped || TELLING.some((name) => name in facts))
  )
    return {
      label: label as AigcLabel,
      producer: textIn(facts, 'ContentProducer', 'ServiceProvider'),
      produceId: textIn(facts, 'ProduceID'),
      propagator: textIn(facts, 'ContentPropagator', 'ServiceUser'),
    };
  return 'AIGC' in facts ? declarationIn(facts['AIGC'], true, depth + 1) : null;
}

/** The standard's member names by their spellings in lower case, including common misspellings. */
const SPELLINGS: { readonly [spelling: string]: string } = {
  aigc: 'AIGC',
  label: 'Label',
  lable: 'Label',
  contentproducer: 'ContentProducer',
  contentpropagator: 'ContentPropagator',
  produceid: 'ProduceID',
  propagateid: 'PropagateID',
  serviceprovider: 'ServiceProvider',
  serviceuser: 'ServiceUser',
};

/**
 * The label in the front matter of a Markdown text: `AIGC:` with JSON, with JSON in a string, or with YAML members; or
 * the members without `AIGC:`. Names are matched in any case, since people type them by hand.
 */
export function readFrontMatterLabel(facts: unknown): AigcDeclaration | null {
  return declarationIn(spelt(facts, 0), false, 0);
}

function spelt(value: unknown, depth: number): unknown {
  if (typeof value === 'string')
    return value.trimStart().startsWith('{') ? spelt(parseLoosely(value), depth) : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_NESTING)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      SPELLINGS[name.toLowerCase().replace(/[^a-z]/g, '')] ?? name,
      spelt(inner, depth + 1),
    ]),
  );
}

function parseLoosely(text: string): unknown {
  for (const candidate of [text, text.replaceAll('\\"', '"')])
    try {
      return JSON.parse(candidate);
    } catch {
      // Try the next spelling.
    }
  return null;
}

function textIn(facts: { readonly [name: string]: unknown }, ...names: string[]): string | null {
  for (const name of names) if (typeof facts[name] === 'string' && facts[name] !== '') return facts[name];
  return null;
}

const NAMESPACE = /^https?:\/\/www\.tc260\.org\.cn\/ns\/AIGC\//;
/** Metadata keys besides XMP that carry the label in images. */
const KEYS = ['AIGC', 'UserComment', 'ImageDescription', 'comment'];

export interface FoundAigcLabel extends AigcDeclaration {
  readonly where: string;
  readonly start: number;
  readonly end: number;
}

/** The label in XMP (as element or attribute), in EXIF or in PNG text. */
export function findAigcLabel({
  entries,
  xmp,
}: Pick<ImageMetadata, 'entries' | 'xmp'>): FoundAigcLabel | null {
  for (const { properties, start, end } of xmp)
    for (const { namespace, name, value } of properties) {
      if (!NAMESPACE.test(namespace) || name !== 'AIGC') continue;
      const found = readAigcLabel(value);
      if (found !== null) return { ...found, where: 'XMP', start, end };
    }
  for (const { key, text, start, end, carrier } of entries) {
    if (!KEYS.includes(key)) continue;
    const found = key === 'AIGC' ? readAigcLabel(`{"AIGC":${text}}`) : readAigcLabel(text);
    if (found !== null) return { ...found, where: `${carrier} ${key}`, start, end };
  }
  return null;
}
