import type { Measurement, Span } from '../../core/measurement.js';
import { PEOPLE_ROLES } from '../../core/part.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { assistantTracesIn, isFreeOfTraces } from '../../text/assistant-scan.js';
import { TRACE_FAMILIES, type TraceFamily } from '../../text/assistant-traces.js';
import type { Reading } from '../../text/reading.js';
import { COUNT_RANGE } from './ratio.js';

/**
 * Traces of language-model assistants, by family. The first three are artefacts that only machines emit.
 * Self-references and refusals are sentences of assistants about themselves. Manner also occurs in people's writing.
 * Phrases in quotation marks and tokens in backticks are mentions and do not count. Known bias: text that quotes an
 * assistant without quotation marks counts as its own.
 */
const FAMILIES: {
  readonly [family in TraceFamily]: {
    readonly id: string;
    readonly title: string;
    readonly description: string;
  };
} = {
  'chat-template': {
    id: 'chat-template-count',
    title: 'Chat-template tokens',
    description: 'Tokens that separate the turns of a chat: <|im_start|>, [INST], ### Instruction:.',
  },
  'citation-artefact': {
    id: 'citation-artefact-count',
    title: 'Citation artefacts',
    description:
      'Citation tokens that a chat interface should have rendered as footnotes: oaicite, turn0search0, 【4†source】.',
  },
  'assistant-link': {
    id: 'assistant-link-count',
    title: 'Links from assistants',
    description: 'URLs with the parameter that an assistant adds to its citations: utm_source=chatgpt.com.',
  },
  'self-reference': {
    id: 'assistant-self-reference-count',
    title: 'Assistant self-references',
    description:
      'Sentences in which a model calls itself a model or names its training cut-off, in 20 languages.',
  },
  refusal: {
    id: 'refusal-count',
    title: 'Refusals',
    description: 'Sentences in which an assistant declines a request.',
  },
  manner: {
    id: 'assistant-manner-count',
    title: 'Assistant’s manner',
    description:
      'Openings, closings and placeholders typical of assistants. People use them too: weak evidence.',
  },
};

const SOURCE = 'ours; tokens from published chat templates, artefacts from public files';
const NONE: Measurement<number> = { value: 0 };
const noneWhereFree = (whole: Reading): Measurement<number> | null => (isFreeOfTraces(whole) ? NONE : null);

const familySignal = (family: TraceFamily): TextSignal =>
  defineTextSignal({
    ...FAMILIES[family],
    version: 1,
    formula: 'matches of the family’s patterns outside quotation marks and code',
    source: SOURCE,
    kind: 'number',
    unit: 'count',
    range: COUNT_RANGE,
    settledBy: noneWhereFree,
    measure: (reading) => {
      const places = assistantTracesIn(reading).get(family);
      return places === undefined ? NONE : { value: places.count, spans: places.spans };
    },
  });

/** Families in the total: all except manner, which people share. */
const TELLING = TRACE_FAMILIES.filter((family) => family !== 'manner');

const total = defineTextSignal({
  id: 'assistant-trace-count',
  version: 2,
  roles: PEOPLE_ROLES,
  title: 'Traces of an assistant',
  description:
    'Artefacts, self-references and refusals of assistants in what people should have written; weak evidence does not count.',
  formula: `sum of ${TELLING.map((family) => FAMILIES[family].id).join(', ')}`,
  source: SOURCE,
  kind: 'number',
  unit: 'count',
  range: COUNT_RANGE,
  settledBy: noneWhereFree,
  measure: (reading) => {
    const traces = assistantTracesIn(reading);
    if (traces.size === 0) return NONE;
    const places = TELLING.flatMap((family) => traces.get(family) ?? []);
    const spans: Span[] = places.flatMap((family) => family.spans).sort((a, b) => a.start - b.start);
    return { value: places.reduce((sum, { count }) => sum + count, 0), spans };
  },
});

export const assistantTraceSignals: readonly TextSignal[] = [total, ...TRACE_FAMILIES.map(familySignal)];
