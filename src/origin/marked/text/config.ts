import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { FreckleError } from '../../../core/errors.js';
import { WATERMARK_SCHEMES } from './index.js';
import type { WatermarkReader, WatermarkScheme } from './scheme.js';

/** A scheme under one key, ready to read texts. */
export interface Mark {
  readonly name: string;
  readonly scheme: WatermarkScheme;
  readonly readers: readonly WatermarkReader[];
}

/** What a marks file says. */
export interface MarksConfig {
  readonly marks: readonly Mark[];
  /** Chance promised that an unmarked record is called marked, by any of the marks. */
  readonly falsePositiveRate: number;
  /** Records with fewer scored draws are refused. */
  readonly leastTokens: number;
  /** Path of a tokenizer.json, as written. */
  readonly tokenizer: string | null;
}

export const DEFAULT_FALSE_POSITIVE_RATE = 0.01;
/** Below it no published mark is found in half of the texts at one false alarm in a hundred. */
export const DEFAULT_LEAST_TOKENS = 20;
const LARGEST_CONFIG_CHARACTERS = 1024 * 1024;

const schemeIds = WATERMARK_SCHEMES.map(({ id }) => id);
const PUBLISHED = new Map(
  WATERMARK_SCHEMES.flatMap((scheme) =>
    Object.entries(scheme.published).map(([name, settings]) => [name, { scheme, settings }] as const),
  ),
);
/** Names of the marks that are built in. */
export const PUBLISHED_MARKS: readonly string[] = [...PUBLISHED.keys()];

const markShape = z
  .looseObject({
    name: z.string().min(1).optional(),
    scheme: z.enum(schemeIds, `expected one of ${schemeIds.join(', ')}`).optional(),
    published: z.enum(PUBLISHED_MARKS, `expected one of ${PUBLISHED_MARKS.join(', ')}`).optional(),
  })
  .refine(
    ({ scheme, published }) => (scheme === undefined) !== (published === undefined),
    'a mark names either its scheme or one that is published',
  );
const fileShape = z.strictObject({
  'false-positive-rate': z.number().gt(0).max(0.5).default(DEFAULT_FALSE_POSITIVE_RATE),
  'least-tokens': z.int().min(1).default(DEFAULT_LEAST_TOKENS),
  /** For marks that need it and do not say it themselves. */
  vocabulary: z.unknown().optional(),
  tokenizer: z.string().min(1).optional(),
  marks: z.array(markShape).min(1),
});

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Reads a marks file: docs/watermarks.md explains every word.
 * @throws FreckleError `invalid-setting` with file, line and column of everything that is wrong
 */
export function readMarks(yaml: string, file: string): MarksConfig {
  if (yaml.length > LARGEST_CONFIG_CHARACTERS)
    throw new FreckleError(
      'invalid-setting',
      `${file}: expected at most ${LARGEST_CONFIG_CHARACTERS} characters`,
    );
  const lines = new LineCounter();
  const document = parseDocument(yaml, { schema: 'core', lineCounter: lines, prettyErrors: false });
  const fail = (problems: readonly Problem[]): never => {
    const told = problems.map(({ path, message }) => {
      const { line, col } = lines.linePos(offsetOf(document, path));
      const where = path.map(String).join('.');
      return `${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${where === '' ? '' : `${where}: `}${message}`;
    });
    throw new FreckleError('invalid-setting', told.join('\n'));
  };
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw new FreckleError('invalid-setting', `${file}:${line}:${col}: ${syntax.message}`, { cause: syntax });
  }
  const read = fileShape.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!read.success) return fail(read.error.issues);
  const given = read.data;
  const problems: Problem[] = [];
  const marks = given.marks.map((mark, index) => openMark(mark, index, given.vocabulary, problems));
  const names = new Set<string>();
  for (const [index, mark] of marks.entries()) {
    if (mark === null) continue;
    if (names.has(mark.name))
      problems.push({
        path: ['marks', index],
        message: `a second mark is called ${JSON.stringify(mark.name)}: give it another name`,
      });
    names.add(mark.name);
  }
  if (problems.length > 0) return fail(problems);
  return {
    marks: marks.filter((mark) => mark !== null),
    falsePositiveRate: given['false-positive-rate'],
    leastTokens: given['least-tokens'],
    tokenizer: given.tokenizer ?? null,
  };
}

/** The built-in marks that need nothing else, and with a size of the vocabulary all of them. */
export function publishedMarks(vocabulary: readonly number[] | null): MarksConfig {
  const names = PUBLISHED_MARKS.filter(
    (name) =>
      vocabulary !== null ||
      PUBLISHED.get(name)!.scheme.settings.safeParse(PUBLISHED.get(name)!.settings).success,
  );
  const lines = names.map((name) => `  - published: ${name}`).join('\n');
  const size = vocabulary === null ? '' : `vocabulary: [${vocabulary.join()}]\n`;
  return readMarks(`${size}marks:\n${lines}\n`, 'published marks');
}

function openMark(
  given: z.infer<typeof markShape>,
  index: number,
  vocabulary: unknown,
  problems: Problem[],
): Mark | null {
  const { name, scheme: schemeId, published, ...own } = given;
  const known = published === undefined ? undefined : PUBLISHED.get(published);
  const scheme = known?.scheme ?? WATERMARK_SCHEMES.find(({ id }) => id === schemeId)!;
  const written = { ...known?.settings, ...own };
  const isWanting = !('vocabulary' in written) && vocabulary !== undefined;
  let read = scheme.settings.safeParse(isWanting ? { ...written, vocabulary } : written);
  // Schemes without a vocabulary refuse the word: the file's own is for those that have one.
  if (!read.success && isWanting) {
    const without = scheme.settings.safeParse(written);
    if (without.success) read = without;
  }
  if (!read.success) {
    for (const issue of read.error.issues) {
      const isVocabulary =
        issue.path[0] === 'vocabulary' && !('vocabulary' in written) && vocabulary === undefined;
      const message = isVocabulary
        ? `${scheme.id} needs the size of the vocabulary: vocabulary: 50272, here or for the whole file`
        : issue.message;
      problems.push({ path: ['marks', index, ...(isVocabulary ? [] : issue.path)], message });
    }
    return null;
  }
  return { name: name ?? published ?? scheme.id, scheme, readers: scheme.open(read.data) };
}

/** Where a value stands, or the nearest thing around it that does. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: Node | null = document.contents;
  for (const step of path) {
    if (!isMap(node) && !isSeq(node)) break;
    const next = node.get(step as string | number, true) as Node | undefined;
    if (next === undefined) break;
    node = next;
  }
  return node?.range?.[0] ?? 0;
}
