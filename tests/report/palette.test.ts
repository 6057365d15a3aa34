import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FATES, MEANINGS, NEUTRALS, PALETTE } from '../../src/report/palette.js';

type Triple = readonly [number, number, number];

const linear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const rgb = (hex: string) =>
  [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Triple;

/** WCAG 2.2 relative luminance and contrast ratio. */
const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(rgb(a)), luminance(rgb(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, table 1, severity 1.0; applied to linear RGB. */
const SIGHT: { readonly [name: string]: readonly Triple[] } = {
  'full colour': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, matrix: readonly Triple[]): Triple {
  const color = rgb(hex);
  return matrix.map((row) =>
    Math.max(0, row[0] * color[0] + row[1] * color[1] + row[2] * color[2]),
  ) as unknown as Triple;
}

/** OKLab, Ottosson 2020. */
function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
function distance(a: string, b: string, matrix: readonly Triple[]): number {
  const [x, y] = [oklab(seen(a, matrix)), oklab(seen(b, matrix))];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const inks = { ...PALETTE, ink: NEUTRALS.ink, muted: NEUTRALS.muted };
  test.each(Object.entries(inks))('%s reads at 4.5 : 1 on both surfaces', (_name, shades) => {
    for (const surface of [NEUTRALS.paper, NEUTRALS.panel])
      expect(contrast(shades[scheme], surface[scheme])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(SIGHT))('the four fates are told apart with %s', (_name, matrix) => {
    for (const [index, a] of FATES.entries())
      for (const b of FATES.slice(index + 1))
        expect(distance(PALETTE[a][scheme], PALETTE[b][scheme], matrix), `${a} and ${b}`).toBeGreaterThan(
          0.09,
        );
  });

  test.each(Object.entries(SIGHT))('real and synthetic are told apart with %s', (_name, matrix) => {
    expect(distance(PALETTE.real[scheme], PALETTE.synthetic[scheme], matrix)).toBeGreaterThan(0.09);
  });
});

test('the contrast formula gives the ratio that WCAG gives for black on white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
});

test('every meaning has a glyph, an ASCII sign and a word of its own', () => {
  for (const cue of ['glyph', 'ascii', 'label', 'ansi'] as const)
    expect(new Set(MEANINGS.map((meaning) => PALETTE[meaning][cue])).size).toBe(MEANINGS.length);
});

test('the documentation shows the palette as it is', () => {
  const docs = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');
  for (const { glyph, label, light, dark, ascii } of Object.values(PALETTE)) {
    const row = docs.split('\n').find((line) => line.startsWith(`| ${glyph} | ${label}`));
    expect(row).toContain(`| \`${light}\` | \`${dark}\` | \`${ascii}\` |`);
  }
});
