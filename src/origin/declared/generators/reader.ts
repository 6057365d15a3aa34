import type { ImageMetadata, MetadataEntry } from '../../../image/metadata.js';

/** What a generator wrote about a picture it made. */
export interface GeneratorFacts {
  /** Kebab-case name of the program or service. */
  readonly tool: string;
  /** `mixed` where the program says that it changed a picture rather than made it. */
  readonly origin: 'synthetic' | 'mixed';
  /** False where the trace could have come about otherwise; it is then shown and nothing is concluded. */
  readonly isSure: boolean;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  readonly model?: string;
  readonly version?: string;
  /** The metadata it was read from. */
  readonly entry: MetadataEntry;
}

/** Reads the traces of one family of programs. Each stands in a file of its own and in the list of `index.ts`. */
export interface GeneratorReader {
  readonly id: string;
  readonly title: string;
  /** The tools it can name. */
  readonly tools: readonly string[];
  /** Where the format is laid down, or which program's code writes it. */
  readonly source: string;
  readonly read: (metadata: Pick<ImageMetadata, 'entries' | 'xmp'>) => GeneratorFacts | null;
}
