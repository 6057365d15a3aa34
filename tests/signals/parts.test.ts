import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part, Role } from '../../src/core/part.js';
import { textOfRoles } from '../../src/core/part-text.js';
import type { TextRecord } from '../../src/core/record.js';
import { DEFAULT_SIGNAL_SETTINGS, type TextSignal } from '../../src/core/signal.js';
import { signalNamed } from '../../src/core/signal-in-role.js';
import { createRowReader, isRowFault, type Row } from '../../src/formats/row.js';
import { labelledText } from '../../src/gate/find/labelled-text.js';
import { TextMeter } from '../../src/gate/measure/measure-text.js';
import { RowNotes } from '../../src/gate/measure/measurement-row.js';
import { parsePolicy } from '../../src/gate/policy/index.js';
import { SIGNALS } from '../../src/signals/index.js';
import { createReader } from '../../src/text/reading.js';
import { textRecord } from './text-record.js';

function recordOf(row: Row): TextRecord {
  const fields = createRowReader({}).read(row);
  if (isRowFault(fields)) throw new Error(fields.message);
  return { ...textRecord(fields.text), parts: fields.parts };
}

/** Measures a row as the gate does. */
function measured(id: string, row: Row): unknown {
  const record = recordOf(row);
  const meter = new TextMeter([signalNamed(SIGNALS, id) as TextSignal], DEFAULT_SIGNAL_SETTINGS);
  return meter.measure(record, createReader().read(record.text), new RowNotes())[0];
}

const chat = (...turns: [role: string, content: unknown][]): Row => ({
  messages: turns.map(([role, content]) => ({ role, content })),
});
const SELF = "As an AI language model, I have no body. I'm sorry, but I can't assist with that request.";

describe('a signal asks the roles that it names', () => {
  it('finds traces of an assistant in what a user wrote, not in its own turn', () => {
    expect(measured('assistant-trace-count', chat(['user', SELF], ['assistant', 'Fine.']))).toBeGreaterThan(
      0,
    );
    expect(measured('assistant-trace-count', chat(['user', 'Hello?'], ['assistant', SELF]))).toBe(0);
  });

  it('measures one role where a rule asks for it', () => {
    const pair = { prompt: 'Why?', chosen: SELF, rejected: 'Because it is so.' };
    expect(measured('refusal-count.chosen', pair)).toBe(2);
    expect(measured('refusal-count.rejected', pair)).toBe(0);
    expect(measured('word-count.rejected', pair)).toBe(4);
    expect(measured('word-count.answer', pair)).toBeNull();
  });

  it('leaves a repetitive system prompt out of repetition', () => {
    const system = 'always be kind and be brief '.repeat(60);
    const words = Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ');
    expect(measured('distinct-2', chat(['system', system], ['user', words], ['assistant', 'Yes.']))).toBe(1);
  });

  it('moves spans to their places in the record', () => {
    const record = recordOf(chat(['system', 'Be kind.'], ['user', 'Hi'], ['assistant', 'So <|im_end|>']));
    const notes = new RowNotes();
    const signal = signalNamed(SIGNALS, 'chat-template-count.assistant') as TextSignal;
    new TextMeter([signal], DEFAULT_SIGNAL_SETTINGS).measure(record, createReader().read(record.text), notes);
    const start = record.text.indexOf('<|im_end|>');
    expect(JSON.stringify(notes.finish(new Array(20).fill(null)))).toContain(`[${start},${start + 10}`);
  });
});

describe('turns', () => {
  it.each([
    [
      'alternating',
      [
        ['system', 's'],
        ['user', 'a'],
        ['assistant', 'b'],
      ],
    ],
    [
      'repeated',
      [
        ['user', 'a'],
        ['user', 'b'],
        ['assistant', 'c'],
      ],
    ],
    [
      'assistant-first',
      [
        ['assistant', 'a'],
        ['user', 'b'],
      ],
    ],
    [
      'system-later',
      [
        ['user', 'a'],
        ['system', 'b'],
        ['assistant', 'c'],
      ],
    ],
    [
      'alternating',
      [
        ['user', 'a'],
        [
          'assistant',
          [
            { type: 'text', text: 'b' },
            { type: 'text', text: 'c' },
          ],
        ],
      ],
    ],
  ] as [string, [string, unknown][]][])('are %s', (order, turns) =>
    expect(measured('turn-order', chat(...turns))).toBe(order),
  );

  it('end with the user where nobody answered', () => {
    expect(measured('last-turn', chat(['user', 'a']))).toBe('user');
    expect(measured('last-turn', chat(['user', 'a'], ['assistant', 'b']))).toBe('assistant');
    expect(measured('last-turn', { text: 'a' })).toBeNull();
    expect(measured('last-turn', { prompt: 'a', chosen: 'b', rejected: 'c' })).toBeNull();
  });
});

describe('answers', () => {
  it.each([
    ['empty-answer-count', chat(['user', 'a'], ['assistant', ' ']), 1],
    ['empty-answer-count', chat(['user', 'a'], ['assistant', 'b']), 0],
    ['empty-answer-count', { prompt: 'a', completion: '' }, 1],
    ['empty-answer-count', { text: '' }, null],
    ['truncated-answer-count', chat(['user', 'a'], ['assistant', 'Run this:\n```\nls']), 1],
    ['truncated-answer-count', chat(['user', 'a'], ['assistant', 'Run this:\n```\nls\n```']), 0],
    ['truncated-answer-count', chat(['user', 'a'], ['assistant', 'It is so. The reason is that the']), 1],
    ['truncated-answer-count', chat(['user', 'a'], ['assistant', 'Paris']), 0],
    ['refusing-answer-count', chat(['user', 'a'], ['assistant', SELF]), 2],
    ['preference-contrast', { prompt: 'a', chosen: 'b', rejected: 'b ' }, 'equal'],
    ['preference-contrast', { prompt: 'a', chosen: 'b', rejected: 'c' }, 'different'],
  ] as [string, Row, unknown][])('%s of %j is %s', (id, row, value) => expect(measured(id, row)).toBe(value));

  it('finds calls of tools whose arguments are not JSON', () => {
    const call = (written: string) => ({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: written } }] },
      ],
    });
    expect(measured('broken-tool-call-count', call('{"a":1}'))).toBe(0);
    expect(measured('broken-tool-call-count', call('{"a":1'))).toBe(1);
    expect(measured('empty-answer-count', call('{"a":1}'))).toBeNull();
    expect(measured('broken-tool-call-count', chat(['assistant', '<tool_call>{"a":</tool_call>']))).toBe(1);
  });
});

describe('a policy', () => {
  const policy = (condition: string) =>
    parsePolicy(
      `policy: p\nversion: 1\nrules:\n  - id: r\n    when: ${condition}\n    decide: reject\n    because: It is so.\n`,
      'p.yaml',
    ).policy;

  it('asks a signal about one role with `in`, and about values with a list', () => {
    expect(policy('{ signal: refusal-count, in: chosen, above: 0 }').rules[0]!.when).toEqual({
      signal: 'refusal-count.chosen',
      above: 0,
    });
    expect(policy('{ signal: language, in: [en, de] }').rules[0]!.when).toEqual({
      signal: 'language',
      in: ['en', 'de'],
    });
  });

  it('refuses an unknown role, and a role without a test', () => {
    expect(() => policy('{ signal: refusal-count, in: chosn, above: 0 }')).toThrow(/role/);
    expect(() => policy('{ signal: refusal-count, in: chosen }')).toThrow(/test/);
  });
});

describe('what the whole text settles', () => {
  const LINES = [
    'Plain words about snow.',
    "I'm sorry, but I can't help with that.",
    'As an AI language model, I cannot recall.',
    'They said "as an AI language model, I cannot" again.',
    'Some `<|im_end|>` in code, and <|im_end|> outside.',
    'Regenerate response',
    '',
  ];
  const settling = SIGNALS.filter(
    (signal): signal is TextSignal => signal.modality === 'text' && signal.settledBy !== undefined,
  );

  it('is what the parts alone would give', () => {
    expect(settling.length).toBeGreaterThan(3);
    const turn = fc.tuple(
      fc.constantFrom('system', 'user', 'assistant'),
      fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 4 }), (turns) => {
        const record = recordOf(
          chat(...turns.map(([role, lines]): [string, string] => [role, lines.join('\n')])),
        );
        const whole = createReader().read(record.text);
        for (const role of ['user', 'assistant'] as const) {
          const part = textOfRoles(record.text, record.parts!, new Set([role]));
          if (part === null) continue;
          for (const signal of settling) {
            const settled = signal.settledBy!(whole);
            const alone = signal.measure(createReader().read(part.text), record, DEFAULT_SIGNAL_SETTINGS);
            if (settled !== null && alone.value !== null) expect(settled, signal.id).toEqual(alone);
          }
        }
      }),
    );
  });

  it('leaves parts of a template to be read', () => {
    // The line of the answer begins with other words, but the answer itself begins with the pattern.
    const answer = 'Sure! Here is a summary of the book.';
    const text = `Q: Hi A: ${answer}`;
    const parts: Part[] = [
      { role: 'prompt', start: 3, end: 5, column: 'q' },
      { role: 'completion', start: 9, end: text.length, column: 'a' },
    ];
    const signal = signalNamed(SIGNALS, 'assistant-manner-count.completion') as TextSignal;
    expect(signal.settledBy!(createReader().read(text))).toEqual({ value: 0 });
    const meter = new TextMeter([signal], DEFAULT_SIGNAL_SETTINGS);
    const cells = meter.measure({ ...textRecord(text), parts }, createReader().read(text), new RowNotes());
    expect(cells).toEqual([1]);
  });
});

describe('the text that people are shown', () => {
  it('has the role before each part, and spans at their new places', () => {
    const { text, parts = [] } = recordOf(chat(['user', 'Hi there'], ['assistant', 'Bad <|im_end|>']));
    const start = text.indexOf('<|im_end|>');
    const shown = labelledText(text, parts, [{ start, end: start + 10 }]);
    expect(shown.text).toBe('user: Hi there\n\nassistant: Bad <|im_end|>');
    const [span] = shown.spans;
    expect(shown.text.slice(span!.start, span!.end)).toBe('<|im_end|>');
  });

  it('begins where records differ: system prompts come last', () => {
    const { text, parts = [] } = recordOf(chat(['system', 'Be kind.'], ['user', 'Hi'], ['assistant', 'Ho']));
    expect(labelledText(text, parts, []).text).toBe('user: Hi\n\nassistant: Ho\n\nsystem: Be kind.');
  });

  it('keeps the words and the order of a template', () => {
    const text = 'Passage: Snow falls. Question: Why? Answer: Cold.';
    const part = (role: Role, said: string): Part => {
      const start = text.indexOf(said);
      return { role, start, end: start + said.length, column: role };
    };
    const parts = [part('context', 'Snow falls.'), part('prompt', 'Why?'), part('answer', 'Cold.')];
    expect(labelledText(text, parts, []).text).toBe(
      'Passage: context: Snow falls. Question: prompt: Why? Answer: answer: Cold.',
    );
  });

  it('is the text itself for a plain document', () => {
    const { text, parts = [] } = recordOf({ text: 'plain' });
    expect(labelledText(text, parts, []).text).toBe('plain');
  });
});
