import type { Origin } from '../../../core/origin.js';
import type { ImageMetadata } from '../../../image/metadata.js';

/**
 * Origin by the terms of IPTC's digital source type (and C2PA's additions). Synthetic means a trained model, so
 * `algorithmicMedia`, made by a formula, does not count. Retired terms are included. `unknown`: the term tells how the
 * picture was made, not by whom. https://cv.iptc.org/newscodes/digitalsourcetype/
 */
const MEANINGS: { readonly [term: string]: Origin } = {
  trainedAlgorithmicMedia: 'synthetic',
  trainedAlgorithmicData: 'synthetic',
  compositeWithTrainedAlgorithmicMedia: 'mixed',
  compositeSynthetic: 'mixed',
  digitalCapture: 'human',
  computationalCapture: 'human',
  negativeFilm: 'human',
  positiveFilm: 'human',
  print: 'human',
  humanEdits: 'human',
  minorHumanEdits: 'human',
  digitalCreation: 'human',
  digitalArt: 'human',
  compositeCapture: 'human',
  softwareImage: 'unknown',
  algorithmicallyEnhanced: 'unknown',
  algorithmicMedia: 'unknown',
  dataDrivenMedia: 'unknown',
  screenCapture: 'unknown',
  virtualRecording: 'unknown',
  composite: 'unknown',
  empty: 'unknown',
};

export const SOURCE_TYPES: readonly string[] = Object.keys(MEANINGS);

const BY_LOWER_CASE = new Map(SOURCE_TYPES.map((term) => [term.toLowerCase(), term]));

/** The term at the end of a URI or alone, in its proper spelling; null for terms outside the list. */
export function sourceTypeTerm(value: string): string | null {
  const last = value.trim().replace(/\/+$/, '').split(/[/:#]/).at(-1) ?? '';
  return BY_LOWER_CASE.get(last.toLowerCase()) ?? null;
}

export const meaningOf = (term: string): Origin => MEANINGS[term] ?? 'unknown';

const IPTC_EXTENSION = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';

export interface DeclaredSourceType {
  readonly term: string;
  /** Fields of IPTC 2025.1: the system, its version, the prompt and its writer. */
  readonly details: readonly string[];
  readonly start: number;
  readonly end: number;
}

const DETAILS: { readonly [name: string]: string } = {
  AISystemUsed: 'system',
  AISystemVersionUsed: 'version',
  AIPromptInformation: 'prompt',
  AIPromptWriterName: 'prompt writer',
};

/** The digital source type in XMP, matched by namespace, since the prefix is arbitrary. */
export function readSourceType({ xmp }: Pick<ImageMetadata, 'xmp'>): DeclaredSourceType | null {
  for (const { properties, start, end } of xmp) {
    const own = properties.filter(({ namespace }) => namespace === IPTC_EXTENSION);
    const property = own.find(({ name }) => name === 'DigitalSourceType' || name === 'DigitalSourcefileType');
    const term = property === undefined ? null : sourceTypeTerm(property.value);
    if (term === null) continue;
    const details = own.flatMap(({ name, value }) => (name in DETAILS ? [`${DETAILS[name]}: ${value}`] : []));
    return { term, details, start, end };
  }
  return null;
}
