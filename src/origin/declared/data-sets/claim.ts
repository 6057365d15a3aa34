import type { Origin } from '../../../core/origin.js';
import { readDeclaredOrigin } from '../../../text/declared-origin.js';

/** What a data set says of all its records: somebody's word, kept with the words. */
export interface DataSetClaim {
  /** `mixed`: of some of its records; `unknown`: it speaks of models without saying who made the records. */
  readonly origin: Origin;
  /** `tags: synthetic` */
  readonly words: string;
}

/** One kind of file in which data sets describe themselves. A new one is a file and a line in index.ts. */
export interface DataSetReader {
  readonly id: string;
  /** Names of its files, lower case. */
  readonly fileNames: readonly string[];
  /** Bytes beyond this are not read. */
  readonly mostBytes: number;
  /** Never throws: what cannot be read claims nothing. */
  readonly read: (text: string) => readonly DataSetClaim[];
}

const SYNTHETIC_WORDS =
  /^(fully|purely|entirely)?(synthetic|(ai|llm|model|machine|gpt|chatgpt)generated)(text|data|dataset|datageneration|corpus|instructions|conversations)?$/;
const HUMAN_WORDS = /^human(generated|written|authored|created)(text|data|dataset)?$/;

/** A tag, keyword or kind of collection; null where it says nothing of who made the records. */
export function originOfTag(tag: string): Origin | null {
  const word = tag.toLowerCase().replace(/[^a-z0-9]/g, '');
  // The library of this name makes data sets by models and tags them with its name.
  if (word === 'distilabel' || SYNTHETIC_WORDS.test(word)) return 'synthetic';
  return HUMAN_WORDS.test(word) ? 'human' : null;
}

/** Members whose names can only be about who made the records; `model` or `source` may be about anything here. */
const TELLING_MEMBER =
  /^(is_?)?(synthetic(_?data)?|(ai|llm|model|machine)_?(generated|written)|human_?(written|generated|authored))$|^(authorship|written_by|generated_by|generator|generation_(method|type|model)|teacher_model|digital_source_?type)$/;

/** What a member says by the same words as a column of records; null where it says nothing. */
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

/** Strings of a list, or one standing alone. */
export const wordsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((word): word is string => typeof word === 'string')
    .slice(0, MOST_WORDS)
    .map((word) => word.slice(0, 100));

/** One answer of several claims: of those that say something, where they agree; else some of the records. */
export function joinClaims(claims: readonly DataSetClaim[]): DataSetClaim | null {
  if (claims.length === 0) return null;
  const said = new Set(claims.map(({ origin }) => origin).filter((origin) => origin !== 'unknown'));
  const origin = said.size === 0 ? 'unknown' : said.size === 1 ? [...said][0]! : 'mixed';
  const words = [...new Set(claims.map((claim) => claim.words))].slice(0, 6).join('; ');
  return { origin, words: words.slice(0, 400).toWellFormed() };
}
