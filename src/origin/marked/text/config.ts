import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { FreckleError } from '../../../core/errors.js';
import { WATERMARK_SCHEMES } from './index.js';
import type { WatermarkReader, WatermarkScheme } from './scheme.js';

/** A scheme with one key, ready to score texts. */
export interface Watermark {
  readonly name: string;
  readonly scheme: WatermarkScheme;
  readonly readers: readonly WatermarkReader[];
}

/** The contents of a watermarks file. */
export interface WatermarkConfig {
  readonly watermarks: readonly Watermark[];
  /** Promised false-positive rate of one unmarked record over all watermarks together. */
  readonly falsePositiveRate: number;
  /** Records with fewer scored tokens are refused. */
  readonly leastTokens: number;
  /** Path of a tokenizer.json, as written. */
  readonly tokenizer: string | null;
}

export const DEFAULT_FALSE_POSITIVE_RATE = 0.01;
/**
 * With fewer tokens, every published watermark is missed in more than half of the texts at a false-positive rate of 1
 * %.
 */
export const DEFAULT_LEAST_TOKENS = 20;
const LARGEST_CONFIG_CHARACTERS = 1024 * 1024;

const schemeIds = WATERMARK_SCHEMES.map(({ id }) => id);
const PUBLISHED = new Map(
  WATERMARK_SCHEMES.flatMap((scheme) =>
    Object.entries(scheme.published).map(([name, settings]) => [name, { scheme, settings }] as const),
  ),
);
/** Names of the built-in watermarks. */
export const PUBLISHED_WATERMARKS: readonly string[] = [...PUBLISHED.keys()];

const watermarkShape = z
  .looseObject({
    name: z.string().min(1).optional(),
    scheme: z.enum(schemeIds, `expected one of ${schemeIds.join(', ')}`).optional(),
    published: z.enum(PUBLISHED_WATERMARKS, `expected one of ${PUBLISHED_WATERMARKS.join(', ')}`).optional(),
  })
  .refine(
    ({ scheme, published }) => (scheme === undefined) !== (published === undefined),
    'expected exactly one of scheme and published',
  );
const fileShape = z.strictObject({
  'false-positive-rate': z.number().gt(0).max(0.5).default(DEFAULT_FALSE_POSITIVE_RATE),
  'least-tokens': z.int().min(1).default(DEFAULT_LEAST_TOKENS),
  /** For watermarks that need a vocabulary and set none themselves. */
  vocabulary: z.unknown().optional(),
  tokenizer: z.string().min(1).optional(),
  watermarks: z.array(watermarkShape).min(1),
});

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Reads a watermarks file. docs/watermarks.md explains every key.
 * @throws FreckleError `invalid-setting` with file, line and column of each problem
 */
export function readWatermarks(yaml: string, file: string): WatermarkConfig {
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
  if (isMap(document.contents) && document.contents.has('marks'))
    return fail([
      { path: ['marks'], message: 'unknown key marks: the list of watermarks is called watermarks' },
    ]);
  const read = fileShape.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!read.success) return fail(read.error.issues);
  const given = read.data;
  const problems: Problem[] = [];
  const watermarks = given.watermarks.map((watermark, index) =>
    openWatermark(watermark, index, given.vocabulary, problems),
  );
  const names = new Set<string>();
  for (const [index, watermark] of watermarks.entries()) {
    if (watermark === null) continue;
    if (names.has(watermark.name))
      problems.push({
        path: ['watermarks', index],
        message: `the name ${JSON.stringify(watermark.name)} is used twice: give this watermark another name`,
      });
    names.add(watermark.name);
  }
  if (problems.length > 0) return fail(problems);
  return {
    watermarks: watermarks.filter((watermark) => watermark !== null),
    falsePositiveRate: given['false-positive-rate'],
    leastTokens: given['least-tokens'],
    tokenizer: given.tokenizer ?? null,
  };
}

/** All built-in watermarks. Without a vocabulary size, only those that need none. */
export function publishedWatermarks(vocabulary: readonly number[] | null): WatermarkConfig {
  const names = PUBLISHED_WATERMARKS.filter(
    (name) =>
      vocabulary !== null ||
      PUBLISHED.get(name)!.scheme.settings.safeParse(PUBLISHED.get(name)!.settings).success,
  );
  const lines = names.map((name) => `  - published: ${name}`).join('\n');
  const size = vocabulary === null ? '' : `vocabulary: [${vocabulary.join()}]\n`;
  return readWatermarks(`${size}watermarks:\n${lines}\n`, 'published watermarks');
}

function openWatermark(
  given: z.infer<typeof watermarkShape>,
  index: number,
  vocabulary: unknown,
  problems: Problem[],
): Watermark | null {
  const { name, scheme: schemeId, published, ...own } = given;
  const known = published === undefined ? undefined : PUBLISHED.get(published);
  const scheme = known?.scheme ?? WATERMARK_SCHEMES.find(({ id }) => id === schemeId)!;
  const written = { ...known?.settings, ...own };
  const isWanting = !('vocabulary' in written) && vocabulary !== undefined;
  let read = scheme.settings.safeParse(isWanting ? { ...written, vocabulary } : written);
  // Schemes without a vocabulary refuse the key. The file's own vocabulary applies to the other schemes.
  if (!read.success && isWanting) {
    const without = scheme.settings.safeParse(written);
    if (without.success) read = without;
  }
  if (!read.success) {
    for (const issue of read.error.issues) {
      const isVocabulary =
        issue.path[0] === 'vocabulary' && !('vocabulary' in written) && vocabulary === undefined;
      const message = isVocabulary
        ? `${scheme.id} needs the size of the vocabulary: add for example vocabulary: 50272 here or at the top of the file`
        : issue.message;
      problems.push({ path: ['watermarks', index, ...(isVocabulary ? [] : issue.path)], message });
    }
    return null;
  }
  return { name: name ?? published ?? scheme.id, scheme, readers: scheme.open(read.data) };
}

/** Offset of a value, or of the nearest enclosing value that exists. */
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
