import { nullScoresNeeded } from '../../../math/conformal.js';
import type { Estimate } from '../../../math/intervals.js';
import { USEFUL_POWER } from './calibration.js';
import type { Card, Quality } from './card.js';

/** Renders the card as plain text. */
export function cardText(card: Card): string {
  const { fittedOn, quality, promisedRate } = card;
  const left = [
    fittedOn.tooShort > 0 ? `${fittedOn.tooShort} too short` : '',
    fittedOn.beyondLimit > 0 ? `${fittedOn.beyondLimit} beyond the limit` : '',
  ].filter((part) => part !== '');
  const lines = [
    `Calibration ${card.name}`,
    `  fitted on ${fittedOn.human} human and ${fittedOn.synthetic} synthetic texts in ${fittedOn.groups} groups${left.length > 0 ? ` (skipped: ${left.join(', ')})` : ''}`,
    ...qualityLines('from the text alone', quality, promisedRate),
    ...(card.externalQuality === null
      ? []
      : qualityLines(
          `with ${card.external.join(', ')} (${card.externalQuality.human} human, ${card.externalQuality.synthetic} synthetic)`,
          card.externalQuality,
          promisedRate,
        )),
    ...warnings(card),
    '',
    ...table(
      ['detector', 'AUROC', '95 % interval'],
      card.detectors.map(({ title, area }) => [title, figure(area?.value), interval(area)]),
    ),
    ...section(
      card.generators.length > 0,
      ['generator', 'texts', ...qualityHead(promisedRate)],
      card.generators.map((one) => [one.generator, String(one.texts), ...qualityCells(one)]),
    ),
    ...weakOn(
      card.generators.map((one) => [one.generator, one]),
      promisedRate,
    ),
    ...section(
      true,
      ['words', 'human', 'synthetic', ...qualityHead(promisedRate)],
      card.lengths.map((one) => [
        String(one.words),
        String(one.human),
        String(one.synthetic),
        ...qualityCells(one),
      ]),
    ),
    ...weakOn(
      card.lengths.map((one) => [`texts of ${one.words} words`, one]),
      promisedRate,
    ),
    ...section(
      card.writers.length > 0,
      ['writers', 'texts', 'flagged', '95 % interval', 'AUROC'],
      card.writers.map((one) => [
        one.writer,
        String(one.texts),
        share(one.flagged / one.texts),
        `${share(one.low)} – ${share(one.high)}`,
        areaCell(one.area),
      ]),
    ),
    ...section(
      card.attacks.length > 0,
      ['attack', 'found before', 'found after'],
      card.attacks.map((one) => [one.attack, share(one.before), share(one.after)]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function qualityLines(title: string, quality: Quality, rate: number): string[] {
  const { area, truePositiveRateAtPromise, truePositiveRateAtTenth, expectedCalibrationError } = quality;
  return [
    `  ${title}:`,
    `    AUROC ${figure(area?.value)} (${interval(area)}) on held-out texts`,
    `    ${foundLine(truePositiveRateAtPromise, truePositiveRateAtTenth, rate)}`,
    `    expected calibration error ${figure(expectedCalibrationError)}`,
  ];
}

function foundLine(atPromise: Estimate | null, atTenth: Estimate | null, rate: number): string {
  if (atPromise === null)
    return `too few texts to state how many synthetic texts it finds at ${share(rate)} false positives`;
  const found = `finds ${foundCell(atPromise)} of synthetic texts at ${share(rate)} false positives`;
  return atTenth === null
    ? `${found}; too few texts to state a rate at ${share(rate / 10)}`
    : `${found}, ${foundCell(atTenth)} at ${share(rate / 10)}`;
}

/** Columns of a row of the card, with 95 % intervals in brackets. */
const qualityHead = (rate: number): string[] => [
  'AUROC',
  `found at ${share(rate)}`,
  `at ${share(rate / 10)}`,
  'ECE',
];

const qualityCells = (quality: Quality): string[] => [
  areaCell(quality.area),
  foundCell(quality.truePositiveRateAtPromise),
  foundCell(quality.truePositiveRateAtTenth),
  quality.expectedCalibrationError.toFixed(3),
];

const areaCell = (area: Estimate | null): string =>
  area === null ? 'unknown' : `${area.value.toFixed(3)} (${area.low.toFixed(3)}–${area.high.toFixed(3)})`;

const foundCell = (found: Estimate | null): string =>
  found === null
    ? 'too few texts'
    : `${share(found.value)} (${Math.round(100 * found.low)}–${Math.round(100 * found.high)})`;

/** Names the rows on which the calibration is weak, in one sentence. */
function weakOn(rows: readonly (readonly [name: string, quality: Quality])[], rate: number): string[] {
  const names = rows
    .filter(([, { truePositiveRateAtPromise: found }]) => found !== null && found.value < USEFUL_POWER)
    .map(([name]) => name);
  return names.length === 0
    ? []
    : [
        `  Weak on (fewer than ${share(USEFUL_POWER)} found at ${share(rate)} false positives): ${names.join(', ')}.`,
      ];
}

function warnings({ fittedOn, promisedRate, quality }: Card): string[] {
  const needed = nullScoresNeeded(promisedRate);
  if (fittedOn.human < needed)
    return [
      `  Too few human texts: ${share(promisedRate)} false positives need ${needed}, found ${fittedOn.human}. It gives scores and shares but flags nothing.`,
    ];
  const found = quality.truePositiveRateAtPromise;
  if (found !== null && found.value < USEFUL_POWER)
    return [
      `  Too weak: it finds ${share(found.value)} of its own synthetic texts at ${share(promisedRate)} false positives. It gives scores but flags nothing.`,
    ];
  return [];
}

const section = (isShown: boolean, head: readonly string[], rows: readonly string[][]): string[] =>
  isShown && rows.length > 0 ? ['', ...table(head, rows)] : [];

/** Aligns the first column left and the numbers right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  return [head, ...rows].map(
    (row) =>
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')}`,
  );
}

const figure = (value: number | undefined): string => (value === undefined ? 'unknown' : value.toFixed(4));
const share = (value: number | null): string =>
  value === null ? 'unknown' : `${Number((100 * value).toFixed(1))} %`;
const interval = (area: { low: number; high: number } | null): string =>
  area === null ? 'unknown' : `${area.low.toFixed(4)} – ${area.high.toFixed(4)}`;
