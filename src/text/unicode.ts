import type { Span } from '../core/measurement.js';
import { CharacterClass } from './character-class.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';
import type { Rule } from './unicode-hidden.js';
import * as hidden from './unicode-hidden.js';
import { basicPlaneKinds, Kind, kindOf, SUSPECT } from './unicode-kind.js';
import * as lookalike from './unicode-lookalike.js';
import { DECEPTION_FAMILIES, type DeceptionFamily, UnicodeScan } from './unicode-scan.js';

export { DECEPTION_FAMILIES, type DeceptionFamily } from './unicode-scan.js';

/** Findings of one family: the number of places, and the spans of the first thousand. */
export interface DeceptionPlaces {
  readonly count: number;
  readonly spans: readonly Span[];
}

export type Deceptions = ReadonlyMap<DeceptionFamily, DeceptionPlaces>;

const NONE: Deceptions = new Map();

/**
 * Searches a text for hidden and deceptive Unicode, in linear time. ASCII text without control characters costs only a
 * check of each line's end. docs/unicode.md lists what is flagged and what passes.
 */
export const deceptionsIn: (reading: Reading) => Deceptions = oncePerReading(search);

const RULES = new Map<number, Rule>([
  [Kind.zeroWidth, hidden.invisibleRun],
  [Kind.invisible, hidden.invisibleRun],
  [Kind.softHyphen, hidden.softHyphen],
  [Kind.bidiMark, hidden.bidiMark],
  [Kind.bidiControl, hidden.bidiControls],
  [Kind.variationSelector, hidden.variationSelectors],
  [Kind.surrogate, hidden.unassigned],
  [Kind.unassigned, hidden.unassigned],
  [Kind.control, hidden.control],
  [Kind.privateUse, hidden.privateUse],
  [Kind.tag, hidden.tags],
  [Kind.fullWidth, lookalike.fullWidth],
  [Kind.symbolLetter, lookalike.symbolLetters],
  [Kind.mathLetter, lookalike.mathLetters],
  [Kind.regionalIndicator, lookalike.regionalIndicators],
  [Kind.punctuation, lookalike.confusablePunctuation],
  [Kind.mark, lookalike.marks],
]);

function search(reading: Reading): Deceptions {
  const scan = new UnicodeScan(reading);
  hidden.findTrailingCodes(scan);
  if (!reading.isAscii || reading.classCounts[CharacterClass.control]! > 0) searchCharacters(scan);
  return scan.places.size === 0 ? NONE : inOrder(scan.places);
}

function searchCharacters(scan: UnicodeScan): void {
  const suspects = findSuspects(scan);
  const spaces: number[] = [];
  let done = 0;
  for (const at of suspects) {
    if (at < done) continue;
    const kind = kindOf(scan.at(at));
    if (kind === Kind.rareSpace) spaces.push(at);
    else done = RULES.get(kind)?.(scan, at) ?? done;
  }
  hidden.findSpaceCodes(scan, spaces);
  if (lookalike.needsWords(scan)) lookalike.findDeceptiveWords(scan);
}

/** The single pass over the characters: counts kinds and keeps the offsets of suspects. */
function findSuspects(scan: UnicodeScan): number[] {
  const { units, counts } = scan;
  const kinds = basicPlaneKinds();
  const suspects: number[] = [];
  const length = units.length;
  // The two most frequent kinds are counted in registers.
  let neutral = 0;
  let latin = 0;
  for (let at = 0; at < length; at++) {
    const unit = units[at]!;
    let kind: number = kinds[unit]!;
    if (kind <= Kind.latin) {
      latin += kind;
      neutral += 1 - kind;
      continue;
    }
    if (kind === Kind.surrogate) {
      const codePoint = scan.at(at);
      kind = kindOf(codePoint);
      if (kind >= SUSPECT) suspects.push(at);
      if (codePoint > 0xffff) at++;
    } else if (kind >= SUSPECT) suspects.push(at);
    counts[kind]!++;
  }
  counts[Kind.neutral]! += neutral;
  counts[Kind.latin]! += latin;
  return suspects;
}

function inOrder(places: UnicodeScan['places']): Deceptions {
  const ordered = new Map<DeceptionFamily, DeceptionPlaces>();
  for (const family of DECEPTION_FAMILIES) {
    const found = places.get(family);
    if (found !== undefined) ordered.set(family, found);
  }
  return ordered;
}
