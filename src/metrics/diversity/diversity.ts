import type { Row } from '../../core/engine.js';
import type { Metric, MetricSettings } from '../../core/metric.js';
import { entropyChaoShen } from '../../math/entropy.js';
import { jackknifeEstimate } from '../../math/intervals.js';
import { rarefiedSingletons, rarefiedTypes, type Spectrum } from '../../math/species.js';
import { zipfExponent } from '../../math/zipf.js';
import { compareText } from '../preference.js';
import { wordsFromBytes } from '../word-bytes.js';
import { type NGramSpectra, nGramSpectra, type SampledText } from './n-gram-spectra.js';
import { sampleSlowly, sampleSql } from './sample.js';

/** A number with its 95 % interval; null with the reason if it is undefined. */
export interface Figure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly why: string | null;
}

/** The figures of each group, by name, with their descriptions for people. */
export const FIGURES = {
  vocabulary: {
    title: 'Vocabulary',
    unit: 'different words in `comparedWords` words',
    meaning: 'The number of different words; falls when rare words are lost.',
  },
  entropyBits: {
    title: 'Entropy of words',
    unit: 'bits',
    meaning: 'How evenly words are used; falls when a few words dominate.',
  },
  missingMass: {
    title: 'Missing mass',
    unit: 'probability that the next word is new',
    meaning: 'The probability of words that the sample does not contain; falls when the tail is cut off.',
  },
  distinct2: {
    title: 'Distinct-2',
    unit: 'different pairs per pair of words',
    meaning: 'The share of word pairs that are different; falls in text that repeats its phrases.',
  },
  distinct3: {
    title: 'Distinct-3',
    unit: 'different triples per triple of words',
    meaning: 'The share of word triples that are different; set phrases and templates lower it first.',
  },
  zipfExponent: {
    title: 'Zipf exponent',
    unit: 'exponent of the frequency spectrum',
    meaning: 'How strongly rare words outnumber common ones; falls when rare words are lost.',
  },
  compressionRatio: {
    title: 'Compression ratio',
    unit: 'mean over the texts',
    meaning: 'How much shorter texts become by compression; grows with repetition.',
  },
} as const;
export type FigureName = keyof typeof FIGURES;

export interface GroupDiversity {
  /** Null for the whole corpus. */
  readonly source: string | null;
  /** Distinct texts in the sample, before it is cut. */
  readonly texts: number;
  readonly words: number;
  /** Null with the reason if the group is too small. */
  readonly figures: { readonly [name in FigureName]: Figure } | null;
  readonly why: string | null;
}

export interface Diversity {
  /** Words used of each group, the same for all groups. Null if every group is too small. */
  readonly sampleWords: number | null;
  /** The number of words for which vocabulary and missing mass are computed: four fifths of `sampleWords`. */
  readonly comparedWords: number | null;
  /** The whole corpus first, then sources by name. */
  readonly groups: readonly GroupDiversity[];
}

/**
 * The diversity of the language in the whole corpus and in its largest sources, at equal size: every group is cut to the
 * same number of words, taking distinct texts in the order of their content hashes, so that figures do not depend on the
 * size of a source.
 *
 * - vocabulary: expected types in m words, exactly (rarefaction); missing mass: expected Good–Turing f₁/m in m words;
 *   distinct-2 and -3: expected n-gram types / n-grams, all with m = 4/5 of the common size;
 * - entropy: Chao–Shen; Zipf exponent: discrete maximum likelihood; compression ratio: mean of the signal.
 *
 * Intervals (95 %) are of the delete-a-group jackknife over 20 groups of documents. They cover the sampling of documents,
 * not systematic errors. Undefined for groups under `minimumSampleWords` words or five texts.
 */
export const diversity: Metric<Diversity> = {
  id: 'diversity',
  version: 2,
  title: 'Diversity at equal size',
  description:
    'Vocabulary, entropy, missing mass, n-gram variety and compressibility, for groups of equal size.',
  formula: 'E[S_m] = Σ 1 − C(N−y,m)/C(N,m); E[f₁]/m; Chao–Shen entropy; α = argmax −S ln ζ(α) − α Σ ln y',
  source: 'Hurlbert 1971; Good 1953; Chao and Shen 2003; Clauset, Shalizi, Newman 2009; intervals: Kott 2001',
  needs: ['records', 'words'],
  merge: { kind: 'concat' },

  wordsOf: (dialect, settings) => `select record from (${sampleSql(dialect, settings)}) sample`,
  state: (dialect, settings) =>
    `select s.whole, s.source, s.content_hash, s.ratio, w.words
     from (${sampleSql(dialect, settings)}) s join words w on w.record = s.record`,
  value: compareGroups,
  reference: (tables, settings) => {
    const words = new Map(tables['words']!.map((row) => [row['record'], row['words']!]));
    return sampleSlowly(tables, settings)
      .filter(({ record }) => words.has(record!))
      .map(({ record, ...row }) => ({ ...row, words: words.get(record!)! }));
  },
};

const BLOCKS = 20;
const FEWEST_TEXTS = 5;

interface Sample {
  readonly source: string | null;
  /** In the order of content hashes. */
  readonly texts: readonly { readonly words: Uint32Array; readonly ratio: number | null }[];
  readonly words: number;
}

function compareGroups(state: readonly Row[], settings: MetricSettings): Diversity {
  const samples = samplesOf(state, settings);
  const refusals = samples.map((sample) => refusalOf(sample, settings));
  const accepted = samples.filter((_, index) => refusals[index] === null);
  const common = Math.min(settings.sampleWords, ...accepted.map(({ words }) => words));
  const cuts = new Map(accepted.map((sample) => [sample, cutTo(sample, common)]));
  const sizes = [1, 2, 3].map((n) => {
    const draws = [...cuts.values()].map(({ texts }) => drawsOf(texts, n));
    return Math.floor(0.8 * Math.min(...draws));
  });
  const groups = samples.map((sample, index) => {
    const cut = cuts.get(sample);
    return {
      source: sample.source,
      texts: sample.texts.length,
      words: sample.words,
      figures: cut === undefined ? null : figuresOf(cut, sizes),
      why: refusals[index]!,
    };
  });
  const isEmpty = accepted.length === 0;
  return { sampleWords: isEmpty ? null : common, comparedWords: isEmpty ? null : sizes[0]!, groups };
}

function samplesOf(state: readonly Row[], { sampleWords }: MetricSettings): Sample[] {
  const groups = new Map<string | null, Map<string, Row>>();
  for (const row of state) {
    const source = row['whole'] === 1 ? null : String(row['source']);
    const texts = groups.get(source) ?? new Map<string, Row>();
    groups.set(source, texts.set(String(row['content_hash']), row));
  }
  const names = [...groups.keys()].sort(
    (a, b) => Number(a !== null) - Number(b !== null) || compareText(a, b),
  );
  return names.map((source) => {
    const texts: Sample['texts'][number][] = [];
    let words = 0;
    for (const [, row] of [...groups.get(source)!].sort(([a], [b]) => compareText(a, b))) {
      if (words >= sampleWords) break;
      const text = {
        words: wordsFromBytes(row['words'] as Uint8Array),
        ratio: row['ratio'] as number | null,
      };
      texts.push(text);
      words += text.words.length;
    }
    return { source, texts, words };
  });
}

function refusalOf({ texts, words }: Sample, { minimumSampleWords }: MetricSettings): string | null {
  if (words < minimumSampleWords) return `${words} words, needs ${minimumSampleWords}`;
  if (texts.length < FEWEST_TEXTS) return `${texts.length} texts, needs ${FEWEST_TEXTS}`;
  return null;
}

interface Cut {
  readonly blocks: number;
  readonly texts: readonly (SampledText & { readonly ratio: number | null })[];
}

/** The number of n-grams; none crosses a boundary of documents. */
const drawsOf = (texts: readonly SampledText[], n: number): number =>
  texts.reduce((sum, { words }) => sum + Math.max(0, words.length - n + 1), 0);

/** The first `common` words, with documents assigned to blocks of nearly equal size. */
function cutTo({ texts }: Sample, common: number): Cut {
  const sizes = new Array<number>(Math.min(BLOCKS, texts.length)).fill(0);
  const sampled: (SampledText & { ratio: number | null })[] = [];
  let left = common;
  for (const { words, ratio } of texts) {
    if (left === 0) break;
    const block = sizes.indexOf(Math.min(...sizes));
    const kept = words.subarray(0, left);
    sampled.push({ words: kept, ratio, block });
    sizes[block]! += kept.length;
    left -= kept.length;
  }
  const blocks = sizes.filter((size) => size > 0).length;
  return { blocks, texts: sampled };
}

function figuresOf({ blocks, texts }: Cut, sizes: readonly number[]): GroupDiversity['figures'] {
  const [words, pairs, triples] = [1, 2, 3].map((n) => nGramSpectra(texts, n, blocks)) as [
    NGramSpectra,
    NGramSpectra,
    NGramSpectra,
  ];
  const [m1, m2, m3] = sizes as [number, number, number];
  const ofSpectra = (
    { whole, without }: NGramSpectra,
    m: number,
    statistic: (spectrum: Spectrum) => number | null,
  ) =>
    figure(blocks, (block) => {
      const spectrum = block === undefined ? whole : without[block]!;
      return m < 1 || spectrum.draws < m ? null : statistic(spectrum);
    });
  return {
    vocabulary: ofSpectra(words, m1, (spectrum) => rarefiedTypes(spectrum, m1)),
    entropyBits: ofSpectra(words, 1, (spectrum) => entropyChaoShen(spectrum)! / Math.LN2),
    missingMass: ofSpectra(words, m1, (spectrum) => rarefiedSingletons(spectrum, m1) / m1),
    distinct2: ofSpectra(pairs, m2, (spectrum) => rarefiedTypes(spectrum, m2) / m2),
    distinct3: ofSpectra(triples, m3, (spectrum) => rarefiedTypes(spectrum, m3) / m3),
    zipfExponent: ofSpectra(words, 1, zipfExponent),
    compressionRatio: figure(blocks, (without) => {
      const kept = texts.filter(({ ratio, block }) => ratio !== null && block !== without);
      return kept.length === 0 ? null : kept.reduce((sum, { ratio }) => sum + ratio!, 0) / kept.length;
    }),
  };
}

/** A statistic of all documents, and of all documents without each block. */
function figure(blocks: number, statistic: (without?: number) => number | null): Figure {
  const value = statistic();
  if (value === null) return { value, low: null, high: null, why: 'undefined for this sample' };
  if (blocks < FEWEST_TEXTS) return { value, low: null, high: null, why: `no interval from ${blocks} texts` };
  const without = Array.from({ length: blocks }, (_, block) => statistic(block));
  if (without.includes(null))
    return { value, low: null, high: null, why: 'no interval: one text dominates the sample' };
  return { ...jackknifeEstimate(value, without as number[]), why: null };
}
