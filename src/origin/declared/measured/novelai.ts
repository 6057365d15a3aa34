import { type MeasuredRecord, type Measurement, undefinedBecause } from '../../../core/measurement.js';
import { SIGNATURE_ANSWERS, type SignatureAnswer } from '../images/novelai-signature.js';
import { noted, wordOf } from './noted.js';

export const NOVELAI_SIGNATURE = 'novelai-signature';

const IN_WORDS = {
  verified: 'NovelAI’s signature holds for these pixels and this metadata',
  mismatch: 'NovelAI’s signature is not one of these pixels and this metadata, as after any change',
} as const;

export function measuredSignature(answer: SignatureAnswer | null, byteCount: number): Measurement<string> {
  if (answer === null) return undefinedBecause('no metadata of NovelAI');
  if (answer === 'absent') return { value: answer };
  return { value: answer, spans: noted({ start: 0, end: byteCount }, IN_WORDS[answer]) };
}

/** The other way; null for what is not NovelAI’s. */
export const readSignature = (record: MeasuredRecord): SignatureAnswer | null =>
  wordOf(record, NOVELAI_SIGNATURE, SIGNATURE_ANSWERS);
