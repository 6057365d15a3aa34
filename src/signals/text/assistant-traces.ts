import type { Measurement, Span } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { assistantTracesIn } from '../../text/assistant-scan.js';
import { TRACE_FAMILIES, type TraceFamily } from '../../text/assistant-traces.js';
import { COUNT_RANGE } from './ratio.js';

/**
 * What language-model assistants leave in text, by family: the first three are artefacts that only machines
 * emit, self-references and refusals are sentences that assistants say of themselves, and manner is what
 * people write too. Phrases between quotation marks and tokens between backticks are mentions and do not
 * count. Known bias: text about assistants that quotes them without marks counts as theirs.
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
    description: 'Tokens that part the turns of a chat model: <|im_start|>, [INST], ### Instruction:.',
  },
  'citation-artefact': {
    id: 'citation-artefact-count',
    title: 'Citation artefacts',
    description:
      'Marks that a chat interface should have turned into footnotes: oaicite, turn0search0, 【4†source】.',
  },
  'assistant-link': {
    id: 'assistant-link-count',
    title: 'Links given by assistants',
    description: 'Addresses with the parameter an assistant adds to its citations: utm_source=chatgpt.com.',
  },
  'self-reference': {
    id: 'assistant-self-reference-count',
    title: 'Assistant speaks of itself',
    description:
      'Sentences in which a model calls itself one, or names its training cut-off, in 20 languages.',
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
      'Openings, closings and placeholders that assistants favour and people use as well: weak evidence.',
  },
};

const SOURCE = 'ours; tokens from the published chat templates, artefacts as found in public files';
const NONE: Measurement<number> = { value: 0 };

const familySignal = (family: TraceFamily): TextSignal =>
  defineTextSignal({
    ...FAMILIES[family],
    version: 1,
    formula: 'matches of the family’s patterns outside quotation and code marks',
    source: SOURCE,
    kind: 'number',
    unit: 'count',
    range: COUNT_RANGE,
    measure: (reading) => {
      const places = assistantTracesIn(reading).get(family);
      return places === undefined ? NONE : { value: places.count, spans: places.spans };
    },
  });

/** Families that make the total: all but manner, which people share. */
const TELLING = TRACE_FAMILIES.filter((family) => family !== 'manner');

const total = defineTextSignal({
  id: 'assistant-trace-count',
  version: 1,
  title: 'Traces of an assistant',
  description:
    'Artefacts, self-references and refusals of language-model assistants; weak evidence is left out.',
  formula: `sum of ${TELLING.map((family) => FAMILIES[family].id).join(', ')}`,
  source: SOURCE,
  kind: 'number',
  unit: 'count',
  range: COUNT_RANGE,
  measure: (reading) => {
    const traces = assistantTracesIn(reading);
    if (traces.size === 0) return NONE;
    const places = TELLING.flatMap((family) => traces.get(family) ?? []);
    const spans: Span[] = places.flatMap((family) => family.spans).sort((a, b) => a.start - b.start);
    return { value: places.reduce((sum, { count }) => sum + count, 0), spans };
  },
});

export const assistantTraceSignals: readonly TextSignal[] = [total, ...TRACE_FAMILIES.map(familySignal)];
