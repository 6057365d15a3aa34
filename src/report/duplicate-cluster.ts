import { type Change, diffWords } from './diff.js';
import { boundExcerpt, type Excerpt, previewOf } from './excerpt.js';
import type { Difference } from './first-difference.js';
import { type Child, html, type Markup, slug } from './html.js';
import { markedText, visible } from './marked-text.js';
import { formatCount, formatPercent } from './numbers.js';
import { gallery, type PictureFacts, shot } from './picture.js';

export interface DuplicateCluster {
  /** The finding's id. */
  readonly id: string;
  /** `image`: pictures that look nearly the same. */
  readonly kind: 'exact' | 'near' | 'image';
  /** Records in it, the kept copy among them. */
  readonly size: number;
  readonly kept: ClusterMember;
  /** The least similar first, since readers want to check them. */
  readonly copies: readonly ClusterMember[];
}

export interface ClusterMember {
  /** What `freckle explain` takes. */
  readonly record: string;
  readonly source: string;
  readonly position: string;
  /** Jaccard similarity to the kept copy, 0 to 1; null for the kept copy and where none was computed. */
  readonly similarity: number | null;
  /** Why it was not kept; null for the kept copy, and where only the position differs. */
  readonly whyNotKept: string | null;
  /** Of pictures: bits of 64 in which its perceptual hash differs from the kept copy's. */
  readonly differingBits?: number;
  readonly excerpt: Excerpt;
  /** Where its text begins to differ from the kept text, if this lies beyond the excerpts. */
  readonly difference?: Difference;
  /** Of an image. */
  readonly picture?: PictureFacts;
}

export const COPIES_SHOWN = 5;
const OPEN_CLUSTERS = 1;
/** Words shown on either side of a change. */
const CONTEXT_WORDS = 14;

/** A folded cluster: the kept copy, and what the other copies changed. */
export function cluster(found: DuplicateCluster, index: number): Markup {
  const id = `cluster-${slug(found.id)}`;
  const copies = found.copies.slice(0, COPIES_SHOWN);
  const sourceCount = new Set([found.kept, ...found.copies].map((member) => member.source)).size;
  return html`<details class="cluster" id="${id}"${index < OPEN_CLUSTERS && html` open`}>
<summary><b>${formatCount(found.size)} records</b>, ${LIKENESS[found.kind]} <span class="quiet">${sourceCount > 1 ? `from ${sourceCount} or more sources` : found.kept.source}</span> <span class="preview">${previewOf(found.kept.excerpt)}</span></summary>
${found.kept.picture === undefined ? texts(found, copies) : pictures(found, copies)}
${found.size - 1 > copies.length && html`<p class="quiet">${formatCount(found.size - 1 - copies.length)} more copies.</p>`}
</details>
`;
}

const LIKENESS: { readonly [kind in DuplicateCluster['kind']]: string } = {
  exact: 'identical',
  near: 'nearly identical',
  image: 'nearly identical pictures',
};

const texts = (found: DuplicateCluster, copies: readonly ClusterMember[]): Markup =>
  html`<h4>Kept copy ${place(found.kept)}</h4>
${markedText(boundExcerpt(found.kept.excerpt, 600))}
${copies.map((copy) => copyMarkup(found, copy))}`;

/** Side by side: the kept copy, then the other copies, the least similar first. */
function pictures({ kept }: DuplicateCluster, copies: readonly ClusterMember[]): Child {
  return gallery(
    [kept, ...copies].flatMap((member) => {
      if (member.picture === undefined) return [];
      const bits =
        member.differingBits === undefined ? 'the same' : `${member.differingBits} of 64 bits differ`;
      const role = member === kept ? 'Kept copy' : `Copy, ${bits}`;
      const about = html`<b>${role}</b> <span>${member.source}</span> <span class="quiet">${member.record}</span>${member.whyNotKept !== null && html`<span class="quiet">Not kept: ${member.whyNotKept}.</span>`}`;
      return [shot(member.picture, member.record, about)];
    }),
  );
}

function copyMarkup({ kind, kept }: DuplicateCluster, copy: ClusterMember): Markup {
  const similarity = copy.similarity === null ? '' : `, ${formatPercent(copy.similarity)} similar`;
  const why = copy.whyNotKept !== null && html`<p class="quiet">Not kept: ${copy.whyNotKept}.</p>`;
  if (kind === 'exact') return html`<h4>Copy ${place(copy)}</h4>${why}`;
  return html`<h4>Copy ${place(copy)}<span class="quiet">${similarity}</span></h4>${why}
${difference(copy.difference?.kept ?? kept.excerpt, copy.difference?.copy ?? copy.excerpt)}`;
}

const place = (member: ClusterMember): Markup =>
  html`<span class="place"><b>${member.source}</b> ${member.position} <code>${member.record}</code></span>`;

const joined = (excerpt: Excerpt): string =>
  boundExcerpt(excerpt)
    .pieces.map((piece) => piece.text)
    .join('\n…\n');

/** What the copy removed and added, with a few words of context. */
function difference(before: Excerpt, after: Excerpt): Markup {
  const isWhole = isShownToEnd(before) && isShownToEnd(after);
  const all = diffWords(joined(before), joined(after));
  // Where a text is cut off, its end differs from the other text's middle: not a real change.
  const changes = isWhole
    ? all
    : all.slice(0, all.findLastIndex((change: Change) => change.kind === 'same') + 1);
  if (changes.every((change) => change.kind === 'same'))
    return html`<p class="quiet">No difference within the excerpts.</p>`;
  const parts = changes.map((change, index) => {
    if (change.kind === 'removed') return html`<del>${visible(change.text)}</del>`;
    if (change.kind === 'added') return html`<ins>${visible(change.text)}</ins>`;
    return html`${visible(around(change.text, index > 0, index < changes.length - 1))}`;
  });
  const skipped = before.pieces[0]?.start ?? 0;
  return html`<pre class="text diff" dir="auto">${skipped > 0 && html`<span class="gap">… ${formatCount(skipped)} equal characters …</span>`}${parts}${!isWhole && html`<span class="gap">… the rest is not compared …</span>`}</pre>`;
}

/** In one piece: two excerpts begin at the same place, so that nothing between is left out. */
function isShownToEnd(excerpt: Excerpt): boolean {
  const { pieces } = boundExcerpt(excerpt);
  const [piece] = pieces;
  if (piece === undefined) return excerpt.length === 0;
  return pieces.length === 1 && piece.start + piece.text.length === excerpt.length;
}

/** The words of an unchanged stretch next to the changes. */
function around(text: string, afterChange: boolean, beforeChange: boolean): string {
  const words = text.match(/\S+\s*|\s+/g) ?? [];
  const head = afterChange ? CONTEXT_WORDS : 0;
  const tail = beforeChange ? CONTEXT_WORDS : 0;
  if (words.length <= head + tail + 4) return text;
  const cut = words.length - head - tail;
  return `${words.slice(0, head).join('')}${head > 0 ? ' ' : ''}[… ${cut} unchanged words …] ${tail > 0 ? words.slice(-tail).join('') : ''}`;
}
