import type { ImageMetadata } from '../../../image/metadata.js';
import { automatic1111 } from './automatic1111.js';
import { comfyui } from './comfyui.js';
import { fooocus } from './fooocus.js';
import { hosted } from './hosted.js';
import { invokeai } from './invokeai.js';
import { midjourney } from './midjourney.js';
import { novelai } from './novelai.js';
import type { GeneratorFacts, GeneratorReader } from './reader.js';
import { swarmui } from './swarmui.js';
import { vendors } from './vendors.js';

/**
 * Every reader of generators' metadata, the most specific first. A new one is a file, an import and a line here.
 */
export const GENERATOR_READERS: readonly GeneratorReader[] = [
  novelai,
  invokeai,
  swarmui,
  fooocus,
  comfyui,
  automatic1111,
  midjourney,
  hosted,
  vendors,
];

/** The distinct names of all tools. */
export const GENERATOR_TOOLS: readonly string[] = [
  ...new Set(GENERATOR_READERS.flatMap(({ tools }) => tools)),
].sort();

/** Results of all readers, in their order. Several apply where one program processed another's file. */
export const readGenerators = (metadata: Pick<ImageMetadata, 'entries' | 'xmp'>): GeneratorFacts[] =>
  GENERATOR_READERS.map((reader) => reader.read(metadata)).filter((facts) => facts !== null);
