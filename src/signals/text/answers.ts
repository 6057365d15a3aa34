import { type Measurement, type Span, undefinedBecause } from '../../core/measurement.js';
import { ANSWER_ROLES, type Part, type Role } from '../../core/part.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { assistantTracesIn, isFreeOfTraces } from '../../text/assistant-scan.js';
import type { TraceFamily } from '../../text/assistant-traces.js';
import { isJson } from '../../text/is-json.js';
import type { Reading } from '../../text/reading.js';
import { COUNT_RANGE } from './ratio.js';

/** Faults of the parts from which a model learns to answer; undefined for records without an answer. */
const NO_ANSWER = undefinedBecause('no answer');

/** Counts the parts with these roles that have a fault. */
function faultsIn(
  { text, parts = [] }: TextRecord,
  roles: readonly Role[],
  none: { readonly value: null; readonly why: string },
  isFaulty: (said: string, part: Part) => boolean,
  note: string,
): Measurement<number> {
  const asked = parts.filter(({ role }) => roles.includes(role));
  if (asked.length === 0) return none;
  const spans: Span[] = [];
  for (const part of asked)
    if (isFaulty(text.slice(part.start, part.end), part))
      spans.push({ start: part.start, end: part.end, note });
  return { value: spans.length, spans };
}

const COUNT = {
  kind: 'number',
  unit: 'count',
  range: COUNT_RANGE,
  source: 'ours',
  isOfSomeLayouts: true,
} as const;

export const emptyAnswerCount = defineTextSignal({
  ...COUNT,
  id: 'empty-answer-count',
  version: 1,
  title: 'Empty answers',
  description:
    'Answers without a character other than white space. A turn that only calls a tool is not empty.',
  formula: `parts of the roles ${ANSWER_ROLES.join(', ')} without text`,
  measure: (_, record) => faultsIn(record, ANSWER_ROLES, NO_ANSWER, (said) => said.trim() === '', 'empty'),
});

/** A fence of code that is never closed, or a sentence that stops after a comma or a joining word. */
const FENCE = /^ {0,3}(?:```|~~~)/gm;
const STOPS_SHORT =
  /(?:,|\b(?:and|or|the|a|an|of|to|with|for|in|that|which|because|und|oder|der|die|das|et|ou|le|la|les|de|y|o|el|los|las))\s*$/iu;
const ENDED_BEFORE = /[.!?。！？]["'”’)\]]?\s/u;

function isTruncated(said: string): boolean {
  // Searching for the characters is much faster than the pattern, and nearly all answers have neither.
  const isCode = said.includes('```') || said.includes('~~~');
  if (isCode && (said.match(FENCE)?.length ?? 0) % 2 === 1) return true;
  return STOPS_SHORT.test(said.slice(-40)) && ENDED_BEFORE.test(said);
}

/** Known bias: cuts after any other word are not seen, since lists, code and verse end without a full stop. */
export const truncatedAnswerCount = defineTextSignal({
  ...COUNT,
  id: 'truncated-answer-count',
  version: 1,
  title: 'Truncated answers',
  description:
    'Answers that stop in open code, or after a comma or a word that joins, as at a limit of tokens.',
  formula:
    'answers with an odd number of code fences, or, after a full sentence, an end on a comma, article or conjunction',
  measure: (_, record) => faultsIn(record, ANSWER_ROLES, NO_ANSWER, isTruncated, 'truncated'),
});

const inAnswers = (
  family: TraceFamily,
  words: Pick<TextSignal, 'id' | 'title' | 'description'>,
): TextSignal =>
  defineTextSignal({
    ...COUNT,
    ...words,
    version: 1,
    formula: `matches of ${family} patterns in answers, outside quotation marks and code`,
    roles: ANSWER_ROLES,
    settledBy: (whole: Reading) => (isFreeOfTraces(whole) ? { value: 0 } : null),
    measure: (reading, { parts = [] }) => {
      if (!parts.some(({ role }) => ANSWER_ROLES.includes(role))) return NO_ANSWER;
      const places = assistantTracesIn(reading).get(family);
      return places === undefined ? { value: 0 } : { value: places.count, spans: places.spans };
    },
  });

export const refusingAnswerCount = inAnswers('refusal', {
  id: 'refusing-answer-count',
  title: 'Refusing answers',
  description: 'Sentences in answers in which an assistant declines a request.',
});

export const templateTokenInAnswerCount = inAnswers('chat-template', {
  id: 'template-token-in-answer-count',
  title: 'Template tokens in answers',
  description:
    'Special tokens of a chat template in answers, left over from another tool; a trainer adds its own.',
});

const CALL = /^[\w.-]+\(([[{][\s\S]*)\)$/;
const TAGGED_CALL = /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)/g;

function isBrokenCall(said: string, { role }: Part): boolean {
  if (role === 'tool') {
    const call = CALL.exec(said);
    return call !== null && !isJson(call[1]!);
  }
  for (const [, call] of said.matchAll(TAGGED_CALL)) if (!isJson(call!)) return true;
  return false;
}

export const brokenToolCallCount = defineTextSignal({
  ...COUNT,
  id: 'broken-tool-call-count',
  version: 1,
  title: 'Broken tool calls',
  description: 'Calls of tools whose arguments are not JSON.',
  formula: 'calls in parts of the role tool, and in <tool_call> tags of the assistant, that do not parse',
  measure: (_, record) =>
    faultsIn(record, ['tool', 'assistant'], undefinedBecause('no conversation'), isBrokenCall, 'broken call'),
});
