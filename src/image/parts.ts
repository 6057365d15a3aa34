/** A part of an encoded image that may hold metadata, by its container's name. */
export interface ContainerPart {
  readonly kind: 'text' | 'exif' | 'xmp' | 'xmp-extension' | 'comment' | 'jumbf';
  /** PNG: the chunk's type, since three of them hold text. */
  readonly chunk?: string;
  /** Bytes of the payload in the file, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Result of walking a container. */
export interface Container {
  /** According to the header; null without a header. */
  readonly width: number | null;
  readonly height: number | null;
  readonly parts: readonly ContainerPart[];
  /** End of the image, after which foreign bytes may follow; null for a truncated file. */
  readonly end: number | null;
}

/** Maximum number of parts read: a hostile file may have millions of tiny chunks. */
export const MAX_PARTS = 512;
