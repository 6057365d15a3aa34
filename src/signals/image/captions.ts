import { undefinedBecause } from '../../core/measurement.js';
import type { ImageRecord } from '../../core/record.js';
import { defineImageSignal } from '../../core/signal.js';
import { assistantTracesIn } from '../../text/assistant-scan.js';
import { createReader, type Reading } from '../../text/reading.js';

/** The words of a picture's caption; undefined for pictures without one. */
const NO_CAPTION = undefinedBecause('no caption');
const COUNT = { kind: 'number', unit: 'count', range: [0, Number.MAX_SAFE_INTEGER], source: 'ours' } as const;

const reader = createReader();
const readingOf = ({ caption }: ImageRecord): Reading | null =>
  caption === null ? null : reader.read(caption);

export const captionWordCount = defineImageSignal({
  ...COUNT,
  id: 'caption-word-count',
  version: 1,
  title: 'Words of the caption',
  description: 'Words of the caption; pictures with few teach a model little about words.',
  formula: 'words, as in word-count',
  isOfSomeLayouts: true,
  measure: async (_, record) => {
    const reading = readingOf(record);
    return reading === null ? NO_CAPTION : { value: reading.wordCount };
  },
});

export const captionTraceCount = defineImageSignal({
  ...COUNT,
  id: 'caption-trace-count',
  version: 1,
  title: 'Traces of an assistant in the caption',
  description: 'Artefacts, self-references and refusals of an assistant that wrote the caption.',
  formula: 'as assistant-trace-count',
  isOfSomeLayouts: true,
  measure: async (_, record) => {
    const reading = readingOf(record);
    if (reading === null) return NO_CAPTION;
    let value = 0;
    for (const [family, { count }] of assistantTracesIn(reading)) if (family !== 'manner') value += count;
    return { value };
  },
});
