import { assistantTraces } from './assistant-traces.js';
import { captureDate } from './capture-date.js';
import { columns } from './columns.js';
import { contentCredentials, textContentCredentials, textCredentialsClaim } from './content-credentials.js';
import { dataSet } from './data-set.js';
import { detectors } from './detectors.js';
import { imageMetadata } from './image-metadata.js';
import { dallE2Signature, invisibleWatermark } from './image-watermarks.js';
import type { EvidenceKind } from './kind.js';
import { novelaiSignature } from './novelai-signature.js';
import { textAigcLabel } from './text-aigc-label.js';
import { textWatermark } from './text-watermark.js';

/**
 * Evidence of a record's origin. Each kind reads measurements, findings or the data set's statement, and says who made
 * the record and how. No kind measures anything itself, and none decides: `../verdict.ts` weighs them by rung.
 * The list is in order of strength. A new kind is a file and a line at its rung.
 */
export const EVIDENCE_KINDS: readonly EvidenceKind[] = [
  // signed
  contentCredentials,
  textContentCredentials,
  novelaiSignature,
  // watermarked
  invisibleWatermark,
  dallE2Signature,
  textWatermark,
  // declared: the record's own claims before claims about it
  imageMetadata,
  textCredentialsClaim,
  textAigcLabel,
  columns,
  dataSet,
  // traces
  ...assistantTraces,
  // dated
  captureDate,
  // inferred
  detectors,
];
