import { type MeasuredRecord, type Measurement, undefinedBecause } from '../../../core/measurement.js';
import { ORIGINS, type Origin } from '../../../core/origin.js';
import { declaredOriginOf, type OriginClaim } from '../images/declarations.js';
import { noted, wordOf } from './noted.js';

/** The signal that joins all claims of an image; its notes are the claims. */
export const IMAGE_CLAIMS = 'image-declared-origin';

export type MeasuredClaim = Pick<OriginClaim, 'origin' | 'note'>;

/** The measured claims of an image about its origin. */
export interface MeasuredClaims {
  readonly origin: Origin;
  readonly claims: readonly MeasuredClaim[];
}

/** `synthetic: AIGC label 1 in XMP` */
export const claimInWords = ({ origin, note }: MeasuredClaim): string => `${origin}: ${note}`;

export function measuredClaims(claims: readonly OriginClaim[]): Measurement<string> {
  const value = declaredOriginOf(claims);
  return value === null
    ? undefinedBecause('the image states no origin')
    : { value, spans: claims.flatMap((claim) => noted(claim, claimInWords(claim))) };
}

/** Inverse of `measuredClaims`; null without claims. */
export function readClaims(record: MeasuredRecord): MeasuredClaims | null {
  const origin = wordOf(record, IMAGE_CLAIMS, ORIGINS);
  return origin === null ? null : { origin, claims: record.notes(IMAGE_CLAIMS).flatMap(claimOf) };
}

function claimOf(words: string): MeasuredClaim[] {
  const origin = ORIGINS.find((one) => words.startsWith(`${one}: `));
  return origin === undefined ? [] : [{ origin, note: words.slice(origin.length + 2) }];
}
