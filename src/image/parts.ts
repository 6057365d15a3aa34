/** A stretch of an encoded image that may hold metadata, as its container names it. */
export interface ContainerPart {
  readonly kind: 'text' | 'exif' | 'xmp' | 'xmp-extension' | 'comment' | 'jumbf';
  /** PNG: the chunk's type, since three of them hold text. */
  readonly chunk?: string;
  /** Bytes of the payload in the file, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What a walk over a container found. */
export interface Container {
  /** As the header claims; null where no header was found. */
  readonly width: number | null;
  readonly height: number | null;
  readonly parts: readonly ContainerPart[];
  /** Where the image ends and foreign bytes begin; null where its end is missing: the file is cut off. */
  readonly end: number | null;
}

/** A file of nothing but tiny chunks has millions: more parts than this are not looked at. */
export const MAX_PARTS = 512;
