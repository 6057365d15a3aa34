import { type MeasuredRecord, type Measurement, undefinedBecause } from '../../../core/measurement.js';
import { SIGNATURE_ANSWERS, type SignatureAnswer } from '../images/novelai-signature.js';
import { noted, wordOf } from './noted.js';

export const NOVELAI_SIGNATURE = 'novelai-signature';

const IN_WORDS = {
  verified: 'NovelAI’s signature is valid for these pixels and this metadata',
  mismatch: 'NovelAI’s signature does not match these pixels and this metadata: the file was changed',
} as const;

export function measuredSignature(answer: SignatureAnswer | null, byteCount: number): Measurement<string> {
  if (answer === null) return undefinedBecause('no NovelAI metadata');
  if (answer === 'absent') return { value: answer };
  return { value: answer, spans: noted({ start: 0, end: byteCount }, IN_WORDS[answer]) };
}

/** Inverse of `measuredSignature`; null for other images. */
export const readSignature = (record: MeasuredRecord): SignatureAnswer | null =>
  wordOf(record, NOVELAI_SIGNATURE, SIGNATURE_ANSWERS);
