import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { TEXT_SIGNALS } from '../../src/signals/index.js';
import {
  GOPHER_QUALITY_LIMITS,
  gopherQualityVerdict,
  gopherRepetitionOf,
  gopherRepetitionVerdict,
} from '../../src/signals/text/gopher-datatrove.js';
import { readText } from '../../src/text/reading.js';
import { countedNgramsOf, skippedDuplicatesOf } from '../../src/text/whitespace-repetition.js';
import { sharedJson } from './golden.js';
import { textRecord } from './text-record.js';

type Verdict = true | [false, string];

interface Golden {
  readonly docs: readonly {
    readonly text: string;
    readonly gopher_quality_filter: Verdict;
    readonly gopher_repetition_filter: Verdict;
    readonly fineweb_quality_filter: Verdict;
    readonly find_all_duplicate: { readonly [n: string]: number };
    readonly find_top_duplicate: { readonly [n: string]: number };
  }[];
}

const golden = sharedJson<Golden>('golden/datatrove_filters_ws.json');
const nameOf = (verdict: Verdict): string => (verdict === true ? 'passes' : verdict[1]);

describe.skipIf(golden === null)('what datatrove itself answers', () => {
  const docs = (golden?.docs ?? []).map((doc) => [doc.text.slice(0, 30), doc] as const);

  it.each(docs)('repetition of %j', (_, doc) => {
    const reading = readText(doc.text);
    expect(gopherRepetitionVerdict(reading)).toBe(nameOf(doc.gopher_repetition_filter));
    const { topNgrams } = gopherRepetitionOf(reading);
    for (const [n, characters] of Object.entries(doc.find_top_duplicate))
      expect(topNgrams[Number(n)]! * [...doc.text].length).toBeCloseTo(characters, 9);
    for (const [n, characters] of Object.entries(doc.find_all_duplicate))
      expect(skippedDuplicatesOf(reading)[Number(n)]).toBe(characters);
  });

  it.each(docs)('quality of %j', (_, doc) => {
    const limits = { ...GOPHER_QUALITY_LIMITS, minWords: 10, maxWords: 1000 };
    expect(gopherQualityVerdict(readText(doc.text), limits)).toBe(nameOf(doc.gopher_quality_filter));
  });

  it.each(docs)('FineWeb rules of %j', (_, doc) => {
    const signal = TEXT_SIGNALS.find(({ id }) => id === 'fineweb-verdict')!;
    const record = textRecord(doc.text);
    expect(signal.measure(readText(doc.text), record, DEFAULT_SIGNAL_SETTINGS)).toEqual({
      value: nameOf(doc.fineweb_quality_filter),
    });
  });
});

describe('peculiarities of datatrove that must not be mended', () => {
  it('counts the most frequent n-gram even when it occurs once', () => {
    expect(gopherRepetitionOf(readText('three little words')).topNgrams[3]).toBe(1);
  });

  it('takes n-grams that differ only in where their words part for the same', () => {
    const once = 'an other thing is not so';
    const again = 'another thing i s not so';
    const reading = readText(`${once} ${again}`);
    // Six words each, both joined `anotherthingisnotso`.
    expect(skippedDuplicatesOf(reading)[6]).toBe('anotherthingisnotso'.length);
    expect(countedNgramsOf(reading).topFrequency[6]).toBe(1);
  });

  it('measures in code points', () => {
    const { duplicateLineCharacters } = gopherRepetitionOf(readText('🎈🎈\n🎈🎈'));
    expect(duplicateLineCharacters).toBe(2 / 5);
  });

  it('says empty of an empty text and refuses to divide by its length', () => {
    expect(gopherRepetitionVerdict(readText(''))).toBe('empty');
    const share = TEXT_SIGNALS.find(({ id }) => id === 'gopher-datatrove-duplicate-line-share')!;
    expect(share.measure(readText(''), textRecord(''), DEFAULT_SIGNAL_SETTINGS)).toEqual({
      value: null,
      why: 'an empty text',
    });
  });
});
