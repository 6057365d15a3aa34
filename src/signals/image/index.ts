import type { ImageSignal } from '../../core/signal.js';
import { captionHash } from './caption-hash.js';
import { captionTraceCount, captionWordCount } from './captions.js';
import { comparedPictureHash } from './compared-picture-hash.js';
import {
  imageBitsPerPixel,
  imageExtension,
  imageFormat,
  imageHeight,
  imageIntegrity,
  imageWidth,
} from './container.js';
import {
  aigcLabel,
  contentCredentials,
  contentCredentialsOrigin,
  digitalSourceType,
  imageDeclaredOrigin,
  imageGenerator,
  novelaiSignature,
} from './declared.js';
import { highFrequencyShare, imageEntropy, imageSharpness, perceptualHash } from './statistics.js';
import { dallE2Signature, invisibleWatermark, invisibleWatermarkMatch } from './watermarks.js';

/** Every image signal. A new one is a file, an import and a line here. */
export const IMAGE_SIGNALS: readonly ImageSignal[] = [
  imageFormat,
  imageWidth,
  imageHeight,
  imageExtension,
  imageIntegrity,
  imageBitsPerPixel,
  imageEntropy,
  imageSharpness,
  highFrequencyShare,
  perceptualHash,
  comparedPictureHash,
  captionHash,
  imageGenerator,
  novelaiSignature,
  contentCredentials,
  contentCredentialsOrigin,
  digitalSourceType,
  aigcLabel,
  imageDeclaredOrigin,
  invisibleWatermark,
  invisibleWatermarkMatch,
  dallE2Signature,
  captionWordCount,
  captionTraceCount,
];
