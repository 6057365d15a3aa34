import { type Child, html, type Markup } from './html.js';
import { formatCount } from './numbers.js';

/** The shown facts about an image. */
export interface PictureFacts {
  /** Re-encoded and small; null with the reason in `why`. */
  readonly thumbnail: {
    /** Base64 of a WebP. */
    readonly webp: string;
    readonly width: number;
    readonly height: number;
  } | null;
  readonly why: string | null;
  /** The size that its header claims, in pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly format: string | null;
  readonly caption: string | null;
  /** What was found in its file about its origin or state: the signal and its note. */
  readonly evidence: readonly { readonly signal: string; readonly note: string }[];
}

/** Limit on the Base64 characters of all thumbnails on a page. */
export const THUMBNAIL_CHARACTERS = 3_000_000;
const EVIDENCE_SHOWN = 20;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const ALT_CHARACTERS = 200;
const MOST_SIDE = 160;

/** Pictures side by side. */
export const gallery = (shots: readonly Markup[]): Child =>
  shots.length > 0 && html`<div class="gallery">${shots}</div>\n`;

/** One picture with a caption; `id` makes it a link target. */
export function shot(picture: PictureFacts, name: string, about: Child, id?: string): Markup {
  return html`<figure class="shot"${id !== undefined && html` id="${id}"`}>${thumbnail(picture, name)}<figcaption>${about}
<span class="quiet">${kindOf(picture)}</span>${picture.caption !== null && html`<q>${picture.caption.slice(0, ALT_CHARACTERS)}</q>`}</figcaption></figure>
`;
}

/** A re-encoded thumbnail, or why there is none. Anything but the Base64 of a small picture is not shown. */
function thumbnail({ thumbnail: made, why, caption, ...picture }: PictureFacts, name: string): Markup {
  const isSafe = made !== null && BASE64.test(made.webp) && isSide(made.width) && isSide(made.height);
  if (!isSafe) return html`<span class="no-picture">Not shown${why !== null && html`: ${why}`}</span>`;
  const alt = caption === null ? kindOf(picture) : caption.slice(0, ALT_CHARACTERS);
  return html`<img src="data:image/webp;base64,${made.webp}" width="${made.width}" height="${made.height}" alt="Thumbnail of ${name}: ${alt}">`;
}

const isSide = (side: number): boolean => Number.isInteger(side) && side > 0 && side <= MOST_SIDE;

/** `JPEG, 800 × 600` */
export function kindOf({ format, width, height }: Pick<PictureFacts, 'format' | 'width' | 'height'>): string {
  const size = width === null || height === null ? null : `${formatCount(width)} × ${formatCount(height)}`;
  return [format?.toUpperCase() ?? 'picture', ...(size === null ? [] : [size])].join(', ');
}

/** What was found in its file, in the signals' notes. */
export function pictureEvidence({ evidence }: PictureFacts): Child {
  const shown = evidence.slice(0, EVIDENCE_SHOWN);
  return (
    shown.length > 0 &&
    html`<ul class="evidence">${shown.map(
      ({ signal, note }, index) =>
        html`<li>${signal !== shown[index - 1]?.signal && html`<code>${signal}</code> `}${note.slice(0, 400)}</li>
`,
    )}</ul>`
  );
}
