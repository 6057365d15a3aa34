import { conformalP } from '../../../math/conformal.js';
import { cholesky, solveLower } from '../../../math/linear-algebra.js';
import type { DetectorArrays, Examples, Passage } from '../detectors/detector.js';
import { STYLE_FEATURE_COUNT, styleFeatures } from '../detectors/style-features.js';

const WORD_BITS = 15;
const WORDS = 2 ** WORD_BITS;
const PAIR_BITS = 17;
const PAIRS = 2 ** PAIR_BITS;
/** The style features, then the mean rarity of words and of word pairs, and the shares of both that are unseen. */
const SIZE = STYLE_FEATURE_COUNT + 4;
/** Added to every variance, as a share of it, so that features with little variance do not dominate. */
const RIDGE = 0.05;

const bucketOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - WORD_BITS);
/** Buckets of pairs follow those of words. */
const pairBucketOf = (before: number, hash: number): number =>
  WORDS + (Math.imul(Math.imul(before, 0x85ebca6b) ^ hash ^ (hash >>> 13), 0x9e3779b1) >>> (32 - PAIR_BITS));

/** Grows whenever a typicality can change. */
export const DOMAIN_VERSION = 2;

/**
 * Tests whether a passage belongs to the calibration's domain. Its Mahalanobis distance, over style and rarity of
 * words, to the nearer of the human and synthetic examples is ranked among the leave-one-out distances of the human
 * examples and among those of the synthetic ones. The larger rank counts, so a text of either side is at least as
 * typical as it should be, whatever the share of the sides.
 */
export class Domain {
  private readonly vector = new Float64Array(SIZE);
  private readonly difference = new Float64Array(SIZE);
  /** Rarity of each bucket, for texts that are not examples. */
  private readonly rarities: Float32Array;

  constructor(
    /** Number of known texts with a word or pair of the bucket, shape (WORDS + PAIRS). */
    private readonly documents: Uint32Array,
    private readonly documentCount: number,
    /** Means of both sides, shape (2, SIZE). */
    private readonly means: Float64Array,
    /** Cholesky factors of both scatter matrices, shape (2, SIZE, SIZE). */
    private readonly factors: Float64Array,
    /** Number of examples of each side. */
    private readonly counts: Float64Array,
    /** Sorted distances of the known texts: the human ones at each step, then the synthetic ones. */
    private readonly distances: readonly Float64Array[],
  ) {
    this.rarities = raritiesOf(documents, documentCount, 0);
  }

  /** Share of a side's texts that are at least as unusual; small for texts outside the domain. */
  typicality(passage: Passage, step: number): number {
    const { vector } = this;
    describe(passage, this.rarities, vector);
    const steps = this.distances.length / 2;
    const nearest = Math.min(this.distance(vector, 0), this.distance(vector, 1));
    return Math.max(
      conformalP(this.distances[step]!, nearest),
      conformalP(this.distances[steps + step]!, nearest),
    );
  }

  /** Squared distance to a side, in units of its covariance; for its own examples, leave-one-out. */
  private distance(vector: Float64Array, side: number, isMember = false): number {
    const offset = side * SIZE * SIZE;
    const n = this.counts[side]!;
    const { difference, means } = this;
    for (let at = 0; at < SIZE; at++) difference[at] = vector[at]! - means[side * SIZE + at]!;
    solveLower(this.factors.subarray(offset, offset + SIZE * SIZE), SIZE, difference);
    let scatter = 0;
    for (let at = 0; at < SIZE; at++) scatter += difference[at]! ** 2;
    if (!isMember) return scatter * n;
    // Sherman–Morrison: the distance to the mean of the others, in their scatter.
    const left = Math.max(1e-6, 1 - (n / (n - 1)) * scatter);
    return ((n / (n - 1)) ** 2 * scatter * (n - 1)) / left;
  }

  arrays(): DetectorArrays {
    const { documents, means, factors, counts } = this;
    return { documents, documentCount: Float64Array.of(this.documentCount), means, factors, counts };
  }

  static restore(arrays: DetectorArrays, distances: readonly Float64Array[]): Domain {
    const { documents, documentCount, means, factors, counts } = arrays;
    if (
      !(documents instanceof Uint32Array && documents.length === WORDS + PAIRS) ||
      !(documentCount instanceof Float64Array && documentCount.length === 1) ||
      !(means instanceof Float64Array && means.length === 2 * SIZE) ||
      !(factors instanceof Float64Array && factors.length === 2 * SIZE * SIZE) ||
      !(counts instanceof Float64Array && counts.length === 2)
    )
      throw new RangeError('the arrays of the domain are missing or have another size');
    return new Domain(documents, documentCount[0]!, means, factors, counts, distances);
  }

  /** `atStep` gives the example cut to a step, or null where it is shorter. */
  static fit(
    examples: Examples,
    stepCount: number,
    atStep: (index: number, step: number) => Passage | null,
  ): Domain {
    const documents = documentCounts(examples);
    const rarities = raritiesOf(documents, examples.count, 1);
    const vectors: Float64Array[] = [];
    for (let index = 0; index < examples.count; index++) {
      const vector = new Float64Array(SIZE);
      describe(examples.passage(index), rarities, vector);
      vectors.push(vector);
    }
    const means = new Float64Array(2 * SIZE);
    const factors = new Float64Array(2 * SIZE * SIZE);
    const counts = new Float64Array(2);
    for (const side of [0, 1]) {
      const own = vectors.filter((_, index) => examples.labels[index] === side);
      counts[side] = own.length;
      fitSide(own, means.subarray(side * SIZE, (side + 1) * SIZE), factors, side);
    }
    const distances: Float64Array[] = [];
    const domain = new Domain(documents, examples.count, means, factors, counts, distances);
    const vector = new Float64Array(SIZE);
    for (const side of [0, 1])
      for (let step = 0; step < stepCount; step++) {
        const found: number[] = [];
        for (let index = 0; index < examples.count; index++) {
          const passage = examples.labels[index] === side ? atStep(index, step) : null;
          if (passage === null) continue;
          describe(passage, rarities, vector);
          found.push(Math.min(domain.distance(vector, side, true), domain.distance(vector, 1 - side)));
        }
        distances.push(Float64Array.from(found).sort());
      }
    return domain;
  }

  get sortedDistances(): readonly Float64Array[] {
    return this.distances;
  }
}

function documentCounts(examples: Examples): Uint32Array {
  const documents = new Uint32Array(WORDS + PAIRS);
  for (let index = 0; index < examples.count; index++) {
    const { reading, words } = examples.passage(index);
    const seen = new Set<number>();
    for (let word = 0; word < words; word++) {
      seen.add(bucketOf(reading.wordHash[word]!));
      if (word > 0) seen.add(pairBucketOf(reading.wordHash[word - 1]!, reading.wordHash[word]!));
    }
    for (const bucket of seen) documents[bucket] = documents[bucket]! + 1;
  }
  return documents;
}

/**
 * Rarity of each bucket; the last entry is that of unseen buckets. `own` is 1 for examples, whose own count is
 * subtracted.
 */
function raritiesOf(documents: Uint32Array, documentCount: number, own: 0 | 1): Float32Array {
  const rarities = new Float32Array(documents.length + 1).fill(Math.log(1 + documentCount));
  for (const [bucket, seen] of documents.entries())
    if (seen > own) rarities[bucket] = Math.log((1 + documentCount) / (1 + seen - own));
  return rarities;
}

function describe(passage: Passage, rarities: Float32Array, vector: Float64Array): void {
  styleFeatures(passage, vector.subarray(0, STYLE_FEATURE_COUNT));
  const { wordHash } = passage.reading;
  const never = rarities[WORDS + PAIRS]!;
  let rarity = 0;
  let pairRarity = 0;
  let unseen = 0;
  let unseenPairs = 0;
  for (let word = 0; word < passage.words; word++) {
    const hash = wordHash[word]!;
    const own = rarities[bucketOf(hash)]!;
    rarity += own;
    if (own === never) unseen++;
    if (word === 0) continue;
    const pair = rarities[pairBucketOf(wordHash[word - 1]!, hash)]!;
    pairRarity += pair;
    if (pair === never) unseenPairs++;
  }
  const words = Math.max(1, passage.words);
  vector.set([rarity / words, unseen / words, pairRarity / words, unseenPairs / words], STYLE_FEATURE_COUNT);
}

function fitSide(
  vectors: readonly Float64Array[],
  mean: Float64Array,
  factors: Float64Array,
  side: number,
): void {
  for (const vector of vectors)
    for (let at = 0; at < SIZE; at++) mean[at] = mean[at]! + vector[at]! / vectors.length;
  const scatter = new Float64Array(SIZE * SIZE);
  for (const vector of vectors)
    for (let i = 0; i < SIZE; i++)
      for (let j = 0; j < SIZE; j++)
        scatter[i * SIZE + j] = scatter[i * SIZE + j]! + (vector[i]! - mean[i]!) * (vector[j]! - mean[j]!);
  for (let i = 0; i < SIZE; i++)
    scatter[i * SIZE + i] = scatter[i * SIZE + i]! * (1 + RIDGE) + 1e-6 * vectors.length;
  factors.set(cholesky(scatter, SIZE), side * SIZE * SIZE);
}
