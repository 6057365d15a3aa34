import { html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import { densityContours } from './contours.js';

export type LabPicture =
  | {
      readonly kind: 'points';
      readonly columns: number;
      readonly real: readonly (readonly number[])[];
      readonly panels: readonly {
        readonly generation: number;
        readonly points: readonly (readonly number[])[];
      }[];
    }
  | {
      readonly kind: 'ranks';
      /** Distinct symbols of the real records. */
      readonly types: number;
      /** Counts in the real records, and the start of a real record. */
      readonly real: readonly { readonly rank: number; readonly count: number }[];
      readonly realText: string | null;
      readonly panels: readonly {
        readonly generation: number;
        readonly counts: readonly { readonly rank: number; readonly count: number }[];
        readonly text: string | null;
      }[];
    }
  | {
      readonly kind: 'texts';
      readonly real: readonly string[];
      readonly panels: readonly { readonly generation: number; readonly texts: readonly string[] }[];
    }
  | {
      readonly kind: 'images';
      readonly real: readonly string[];
      readonly panels: readonly { readonly generation: number; readonly images: readonly string[] }[];
    };

const SIDE = 170;

/** The generations from left to right on one scale; hollow dots mark lost real records or symbols. */
export function smallMultiples(picture: LabPicture): Markup {
  switch (picture.kind) {
    case 'points':
      return picture.columns === 1 ? strips(picture) : scatters(picture);
    case 'ranks':
      return ranks(picture);
    case 'texts':
      return html`<ol class="lab-texts"><li><span class="c-real">real</span> ${picture.real.map((text) => html`<p>${text}</p>`)}</li>${picture.panels.map(({ generation, texts }) => html`<li><span class="quiet">generation ${generation}</span> ${texts.map((text) => html`<p>${text}</p>`)}</li>`)}</ol>`;
    case 'images':
      return html`<div class="lab-panels">${gallery(picture.real, 'real', 'a real picture')}${picture.panels.map(
        ({ generation, images }) =>
          gallery(images, `generation ${generation}`, `a picture sampled by generation ${generation}`),
      )}</div>`;
    default:
      return picture satisfies never;
  }
}

const gallery = (images: readonly string[], caption: string, alt: string): Markup =>
  html`<figure class="lab-panel"><div class="lab-images">${images.map((url) => html`<img src="${url}" alt="${alt}" width="38" height="38">`)}</div><figcaption>${caption === 'real' ? html`<span class="c-real">real</span>` : caption}</figcaption></figure>`;

/** Legend for the marks in these pictures. */
export function pictureLegend(pictures: readonly (LabPicture | null)[]): Markup {
  const kinds = new Set(
    pictures.map((one) => (one?.kind === 'points' ? (one.columns === 1 ? 'strips' : 'scatters') : one?.kind)),
  );
  return html`${kinds.has('scatters') ? html`<span class="c-synthetic">Filled dots</span> are samples, on one scale. <span class="c-synthetic">Lines</span> surround the densest regions that hold 50 % and 95 % of them; the <span class="c-real">dashed line</span> surrounds 95 % of the real records. <span class="c-real">Hollow dots</span> are real records without a sample nearby. ` : null}${kinds.has('strips') ? html`<span class="c-synthetic">Filled dots</span> are samples, stacked, on one scale, with a line of their density. The <span class="c-real">other line</span> is the density of the real records; a <span class="c-real">hollow dot</span> marks real records without a sample. ` : null}${kinds.has('ranks') ? html`Each <span class="c-synthetic">filled dot</span> is a symbol: horizontally its rank in the real records, vertically its count, both on logarithmic scales. The <span class="c-real">line</span> shows the counts in the real records; <span class="c-real">hollow dots</span> at the bottom are lost symbols. ` : null}${kinds.has('texts') ? html`<span class="c-real">Real</span> texts first, then the first texts of each generation. ` : null}${kinds.has('images') ? html`<span class="c-real">Real</span> pictures first, then samples of each generation. ` : null}`;
}

type Points = Extract<LabPicture, { kind: 'points' }>;

/** Two columns: samples as dots; real records without a sample nearby as hollow dots. */
function scatters({ real, panels }: Points): Markup {
  const all = [...real, ...panels.flatMap(({ points }) => points)];
  const [x, y] = [0, 1].map((column) => frame(all.map((point) => point[column]!))) as [Frame, Frame];
  const reach = nearReach(real);
  const places = (points: readonly (readonly number[])[]) =>
    points.map((point) => [Number(x(point[0]!)), Number(y(-point[1]!, true))] as const);
  const realRegion = densityContours(places(real), SIDE, [0.95]);
  return html`<div class="lab-panels">${panels.map(({ generation, points }) => {
    const lost = real.filter(
      (one) => !points.some((other) => (one[0]! - other[0]!) ** 2 + (one[1]! - other[1]!) ** 2 < reach),
    );
    return html`<figure class="lab-panel"><svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="generation ${generation}: ${points.length} samples, ${lost.length} of ${real.length} real records without a sample nearby"><rect class="lab-frame" width="${SIDE}" height="${SIDE}"/>${lost.map((point) => html`<circle class="lab-hollow" cx="${x(point[0]!)}" cy="${y(-point[1]!, true)}" r="2"/>`)}${points.map((point) => html`<circle class="lab-freckle" cx="${x(point[0]!)}" cy="${y(-point[1]!, true)}" r="1.4"/>`)}<path class="lab-density lab-real" d="${realRegion}"/><path class="lab-density" d="${densityContours(places(points), SIDE, [0.5, 0.95])}"/></svg><figcaption>generation ${generation}<span class="quiet">${formatCount(lost.length)} of ${formatCount(real.length)} lost</span></figcaption></figure>`;
  })}</div>`;
}

/** One column: stacked dots, with the densities of samples and of real records as lines on the same scale. */
function strips({ real, panels }: Points): Markup {
  const x = frame([...real, ...panels.flatMap(({ points }) => points)].map((point) => point[0]!));
  const places = (points: readonly (readonly number[])[]) => points.map((point) => Number(x(point[0]!)));
  const realPlaces = places(real);
  const drawn = panels.map(({ generation, points }) => ({ generation, at: places(points) }));
  // Panels hold about the same number of records; heights are in records of this panel.
  const heights = drawn.flatMap(({ at }) => [
    ...stack(at),
    ...curveOf(at, at.length),
    ...curveOf(realPlaces, at.length),
  ]);
  const unit = Math.min(TALL, (SIDE - 16) / Math.max(1, ...heights));
  const perDot = Math.ceil(DOT / unit - 1e-9);
  const line = (values: readonly number[]): string =>
    values
      .map(
        (height, bin) => `${bin === 0 ? 'M' : 'L'}${(bin + 0.5) * BIN} ${(FOOT - height * unit).toFixed(1)}`,
      )
      .join('');
  return html`<div class="lab-panels">${drawn.map(({ generation, at }) => {
    const bins = stack(at);
    const outline = stack(realPlaces);
    return html`<figure class="lab-panel"><svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="generation ${generation}: ${at.length} samples on a line"><rect class="lab-frame" width="${SIDE}" height="${SIDE}"/>${bins.flatMap(
      (height, bin) => {
        const centre = (bin + 0.5) * BIN;
        if (height === 0)
          return outline[bin]! > 0
            ? [html`<circle class="lab-hollow" cx="${centre}" cy="${FOOT}" r="2"/>`]
            : [];
        return Array.from(
          { length: Math.max(1, Math.round(height / perDot)) },
          (_, k) =>
            html`<circle class="lab-freckle" cx="${centre}" cy="${(FOOT - (k + 0.5) * perDot * unit).toFixed(1)}" r="1.7"/>`,
        );
      },
    )}<path class="lab-outline" d="${line(curveOf(realPlaces, at.length))}"/><path class="lab-density" d="${line(curveOf(at, at.length))}"/></svg><figcaption>generation ${generation}</figcaption></figure>`;
  })}</div>`;
}

/** One dot per symbol, at its real rank and its count; lost symbols are hollow at the bottom. */
function ranks({ panels, real, realText, types }: Extract<LabPicture, { kind: 'ranks' }>): Markup {
  const all = [real, ...panels.map(({ counts }) => counts)];
  const most = Math.max(2, ...all.flatMap((counts) => counts.map(({ count }) => count)));
  const last = Math.max(2, ...real.map(({ rank }) => rank + 1));
  const x = (rank: number) => (6 + (Math.log(rank + 1) / Math.log(last)) * (SIDE - 12)).toFixed(1);
  const y = (count: number) => (SIDE - 18 - (Math.log(count) / Math.log(most)) * (SIDE - 30)).toFixed(1);
  const line = real.map(({ rank, count }, at) => `${at === 0 ? 'M' : 'L'}${x(rank)} ${y(count)}`).join('');
  return html`<div class="lab-panels">${panels.map(({ generation, counts }) => {
    const lost = counts.filter(({ count }) => count === 0).length;
    return html`<figure class="lab-panel"><svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="generation ${generation}: ${lost} of ${counts.length} shown symbols lost"><rect class="lab-frame" width="${SIDE}" height="${SIDE}"/>${counts.map(({ rank, count }) => (count === 0 ? html`<circle class="lab-hollow" cx="${x(rank)}" cy="${SIDE - 7}" r="1.8"/>` : html`<circle class="lab-freckle" cx="${x(rank)}" cy="${y(count)}" r="1.5"/>`))}<path class="lab-outline" d="${line}"/></svg><figcaption>generation ${generation}<span class="quiet">${formatCount(lost)} of ${formatCount(counts.length)} lost</span></figcaption></figure>`;
  })}</div>
<p class="hint">${real.length < types ? `${formatCount(real.length)} of ${formatCount(types)} symbols are drawn, spread evenly by rank` : `All ${formatCount(types)} symbols are drawn`}.</p>
${panels.some(({ text }) => text !== null) ? html`<ol class="lab-texts">${realText === null ? null : html`<li><span class="c-real">real</span> ${realText}</li>`}${panels.map(({ generation, text }) => (text === null ? null : html`<li><span class="quiet">generation ${generation}</span> ${text}</li>`))}</ol>` : null}`;
}

const BIN = 5;
const FOOT = SIDE - 6;
/** Least height of a dot; with many records one dot stands for several. */
const DOT = 4;
/** Greatest height of one record, used when there are few. */
const TALL = 9;

/** Expected records per bin, of `count` in all: a Gaussian kernel estimate, bandwidth by Scott's rule. */
function curveOf(places: readonly number[], count: number): number[] {
  const centre = places.reduce((a, b) => a + b, 0) / places.length;
  const spread = Math.sqrt(places.reduce((sum, value) => sum + (value - centre) ** 2, 0) / places.length);
  const width = Math.max(BIN / 2, 1.06 * spread * places.length ** -0.2);
  const scale = (count * BIN) / (places.length * width * Math.sqrt(2 * Math.PI));
  return Array.from({ length: SIDE / BIN }, (_, bin) => {
    const at = (bin + 0.5) * BIN;
    return scale * places.reduce((sum, value) => sum + Math.exp(-0.5 * ((at - value) / width) ** 2), 0);
  });
}

/** How many values fall into each bin of the panel's width. */
function stack(places: readonly number[]): number[] {
  const heights = Array.from({ length: SIDE / BIN }, () => 0);
  for (const place of places) {
    const bin = Math.floor(place / BIN);
    if (bin >= 0 && bin < heights.length) heights[bin]!++;
  }
  return heights;
}

type Frame = (value: number, isFlipped?: boolean) => string;

/** Maps the range of the values without the lowest and highest 0.5 % to the panel; those are drawn at its rim. */
function frame(values: readonly number[]): Frame {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(0.005 * (sorted.length - 1))]!;
  const high = sorted[Math.ceil(0.995 * (sorted.length - 1))]!;
  const span = high - low || 1;
  return (value, isFlipped = false) => {
    const share = ((isFlipped ? -value : value) - low) / span;
    const place = 8 + (isFlipped ? 1 - share : share) * (SIDE - 16);
    return Math.min(SIDE - 3, Math.max(3, place)).toFixed(1);
  };
}

/** Squared distance within which a sample counts as near: the 95th percentile of real records' nearest real neighbours. */
function nearReach(real: readonly (readonly number[])[]): number {
  const nearest = real
    .map((one, at) =>
      real.reduce(
        (best, other, index) =>
          index === at ? best : Math.min(best, (one[0]! - other[0]!) ** 2 + (one[1]! - other[1]!) ** 2),
        Infinity,
      ),
    )
    .sort((a, b) => a - b);
  return nearest[Math.floor(0.95 * (nearest.length - 1))] ?? 0;
}
