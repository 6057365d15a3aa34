import type { ImageMetadata, MetadataEntry } from '../../../image/metadata.js';

/** Metadata of a generator about a picture it made. */
export interface GeneratorFacts {
  /** Kebab-case name of the program or service. */
  readonly tool: string;
  /** `mixed` where the program states that it edited a picture. */
  readonly origin: 'synthetic' | 'mixed';
  /** False where the trace may have another cause; it is then reported but does not count as a claim. */
  readonly isSure: boolean;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  readonly model?: string;
  readonly version?: string;
  /** The metadata it was read from. */
  readonly entry: MetadataEntry;
}

/** Reads the metadata of one family of programs. Each is a file of its own and an entry in `index.ts`. */
export interface GeneratorReader {
  readonly id: string;
  readonly title: string;
  /** The tools it can name. */
  readonly tools: readonly string[];
  /** The format's specification, or the code that writes it. */
  readonly source: string;
  readonly read: (metadata: Pick<ImageMetadata, 'entries' | 'xmp'>) => GeneratorFacts | null;
}
