import type { Origin } from '../../../core/origin.js';
import { readDeclaredOrigin } from '../../../text/declared-origin.js';

/** A data set's claim about all its records, with its wording. */
export interface DataSetClaim {
  /** `mixed`: some of the records; `unknown`: it mentions models without saying who made the records. */
  readonly origin: Origin;
  /** `tags: synthetic` */
  readonly words: string;
}

/** One kind of file in which data sets describe themselves. A new one is a file and a line in index.ts. */
export interface DataSetReader {
  readonly id: string;
  /** Names of its files, lower case. */
  readonly fileNames: readonly string[];
  /** Maximum number of bytes read. */
  readonly mostBytes: number;
  /** Never throws: an unreadable file claims nothing. */
  readonly read: (text: string) => readonly DataSetClaim[];
}

const SYNTHETIC_WORDS =
  /^(fully|purely|entirely)?(synthetic|(ai|llm|model|machine|gpt|chatgpt)generated)(text|data|dataset|datageneration|corpus|instructions|conversations)?$/;
const HUMAN_WORDS = /^human(generated|written|authored|created)(text|data|dataset)?$/;

/** Origin claimed by a tag, keyword or kind of collection; null for any other word. */
export function originOfTag(tag: string): Origin | null {
  const word = tag.toLowerCase().replace(/[^a-z0-9]/g, '');
  // The library distilabel generates data sets with models and tags them with its name.
  if (word === 'distilabel' || SYNTHETIC_WORDS.test(word)) return 'synthetic';
  return HUMAN_WORDS.test(word) ? 'human' : null;
}

/** Members whose names can only concern who made the records; `model` or `source` may mean anything. */
const TELLING_MEMBER =
  /^(is_?)?(synthetic(_?data)?|(ai|llm|model|machine)_?(generated|written)|human_?(written|generated|authored))$|^(authorship|written_by|generated_by|generator|generation_(method|type|model)|teacher_model|digital_source_?type)$/;

/** The claim of a member, by the same rules as for a column of records, or null. */
export function claimOfMember(name: string, value: unknown): DataSetClaim | null {
  const plain = name
    .replace(/^.*:/, '')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  if (!TELLING_MEMBER.test(plain)) return null;
  const found = readDeclaredOrigin(plain, value);
  return found === null ? null : { origin: found.origin, words: `${name}${found.text.slice(plain.length)}` };
}

export const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MOST_WORDS = 200;

/** The strings of a list, or a single string. */
export const wordsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((word): word is string => typeof word === 'string')
    .slice(0, MOST_WORDS)
    .map((word) => word.slice(0, 100));

/** Joins several claims: their common origin where all known ones agree, else `mixed`. */
export function joinClaims(claims: readonly DataSetClaim[]): DataSetClaim | null {
  if (claims.length === 0) return null;
  const said = new Set(claims.map(({ origin }) => origin).filter((origin) => origin !== 'unknown'));
  const origin = said.size === 0 ? 'unknown' : said.size === 1 ? [...said][0]! : 'mixed';
  const words = [...new Set(claims.map((claim) => claim.words))].slice(0, 6).join('; ');
  return { origin, words: words.slice(0, 400).toWellFormed() };
}
