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

/** Every kind of evidence of who made a record, strongest first: a new one is a file and a line at its rung. */
export const EVIDENCE_KINDS: readonly EvidenceKind[] = [
  // signed
  contentCredentials,
  textContentCredentials,
  novelaiSignature,
  // watermarked
  invisibleWatermark,
  dallE2Signature,
  textWatermark,
  // declared: by the record itself before what is said of it
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
