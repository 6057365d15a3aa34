/** Rows of data sets as people write them, and the parts they should be read as: `role: text`. */
export interface LayoutExample {
  readonly layout: string;
  readonly of: string;
  readonly row: { readonly [column: string]: unknown };
  readonly parts: readonly string[];
}

const MATHS = { problem: 'What is 1 + 2?', solution: 'Adding gives 3.', answer: '3' };

export const LAYOUT_EXAMPLES: readonly LayoutExample[] = [
  {
    layout: 'conversation',
    of: 'OpenAI messages',
    row: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello?' },
        { role: 'assistant', content: 'Hi.' },
      ],
    },
    parts: ['system: Be brief.', 'user: Hello?', 'assistant: Hi.'],
  },
  {
    layout: 'conversation',
    of: 'messages as JSON in a string, beside the whole text',
    row: { text: 'User: a', messages: '[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]' },
    parts: ['user: a', 'assistant: b'],
  },
  {
    layout: 'conversation',
    of: 'ShareGPT, with the system prompt in a column',
    row: {
      system: 'S',
      conversations: [
        { from: 'human', value: 'a' },
        { from: 'gpt', value: 'b' },
      ],
    },
    parts: ['system: S', 'user: a', 'assistant: b'],
  },
  {
    layout: 'conversation',
    of: 'content lists with text, a picture, a tool call and its result',
    row: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url: 'x' } },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] },
        { role: 'tool', content: '7' },
        { role: 'assistant', content: '<think>so</think>\n\nseven' },
      ],
    },
    parts: ['user: look', 'tool: f({"a":1})', 'tool: 7', 'reasoning: so', 'assistant: seven'],
  },
  {
    layout: 'conversation',
    of: 'pairs of question and answer',
    row: {
      conversation: [
        { human: 'a', assistant: 'b' },
        { human: 'c', assistant: 'd' },
      ],
    },
    parts: ['user: a', 'assistant: b', 'user: c', 'assistant: d'],
  },
  {
    layout: 'conversation',
    of: 'an empty answer',
    row: {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: '' },
      ],
    },
    parts: ['user: a', 'assistant: '],
  },
  {
    layout: 'utterances',
    of: 'UltraChat data',
    row: { id: '1', data: ['a', 'b', 'c'] },
    parts: ['user: a', 'assistant: b', 'user: c'],
  },
  {
    layout: 'utterances',
    of: 'DailyDialog',
    row: { dialog: ['a', 'b'] },
    parts: ['text: a', 'text: b'],
  },
  {
    layout: 'preference',
    of: 'TRL standard',
    row: { prompt: 'p', chosen: 'c', rejected: 'r' },
    parts: ['prompt: p', 'chosen: c', 'rejected: r'],
  },
  {
    layout: 'preference',
    of: 'TRL conversational with a prompt',
    row: {
      prompt: [{ role: 'user', content: 'p' }],
      chosen: [{ role: 'assistant', content: 'c' }],
      rejected: [{ role: 'assistant', content: 'r' }],
    },
    parts: ['user: p', 'chosen: c', 'rejected: r'],
  },
  {
    layout: 'preference',
    of: 'UltraFeedback, whose answers repeat the prompt',
    row: {
      prompt: 'p',
      chosen: [
        { role: 'user', content: 'p' },
        { role: 'assistant', content: 'c' },
      ],
      rejected: [
        { role: 'user', content: 'p' },
        { role: 'assistant', content: 'r' },
      ],
      messages: [
        { role: 'user', content: 'p' },
        { role: 'assistant', content: 'c' },
      ],
    },
    parts: ['user: p', 'chosen: c', 'rejected: r'],
  },
  {
    layout: 'preference',
    of: 'HH-RLHF',
    row: {
      chosen: '\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: good',
      rejected: '\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: bad',
    },
    parts: ['user: a', 'assistant: b', 'user: c', 'chosen: good', 'rejected: bad'],
  },
  {
    layout: 'preference',
    of: 'Orca DPO',
    row: { system: 'S', question: 'q', chosen: 'c', rejected: 'r' },
    parts: ['system: S', 'prompt: q', 'chosen: c', 'rejected: r'],
  },
  {
    layout: 'instruction',
    of: 'Alpaca, beside its rendered text',
    row: { instruction: 'i', input: '', output: 'o', text: 'Below is an instruction. i o' },
    parts: ['prompt: i', 'completion: o'],
  },
  {
    layout: 'instruction',
    of: 'Alpaca with input and history',
    row: { instruction: 'i', input: 'x', output: 'o', history: [['a', 'b']] },
    parts: ['user: a', 'assistant: b', 'prompt: i', 'context: x', 'completion: o'],
  },
  {
    layout: 'instruction',
    of: 'Dolly',
    row: { instruction: 'i', context: 'x', response: 'o', category: 'closed_qa' },
    parts: ['context: x', 'prompt: i', 'completion: o'],
  },
  {
    layout: 'exercise',
    of: 'NuminaMath without messages',
    row: MATHS,
    parts: ['prompt: What is 1 + 2?', 'completion: Adding gives 3.', 'answer: 3'],
  },
  {
    layout: 'exercise',
    of: 'MetaMath',
    row: { type: 'GSM', query: 'q', original_question: 'o', response: 'r' },
    parts: ['prompt: q', 'completion: r'],
  },
  {
    layout: 'exercise',
    of: 'FLAN',
    row: { inputs: 'i', targets: 't', task: 'x' },
    parts: ['prompt: i', 'completion: t'],
  },
  {
    layout: 'exercise',
    of: 'SQuAD',
    row: {
      id: '1',
      title: 'T',
      context: 'x',
      question: 'q',
      answers: { text: ['a', 'a'], answer_start: [1, 1] },
    },
    parts: ['context: x', 'prompt: q', 'answer: a'],
  },
  {
    layout: 'exercise',
    of: 'TRL prompt and completion, conversational',
    row: { prompt: [{ role: 'user', content: 'p' }], completion: [{ role: 'assistant', content: 'c' }] },
    parts: ['user: p', 'completion: c'],
  },
  {
    layout: 'exercise',
    of: 'TRL unpaired',
    row: { prompt: 'p', completion: 'c', label: true },
    parts: ['prompt: p', 'completion: c'],
  },
  {
    layout: 'exercise',
    of: 'TRL stepwise',
    row: { prompt: 'p', completions: ['one', 'two'], labels: [true, false] },
    parts: ['prompt: p', 'completion: one', 'completion: two'],
  },
  {
    layout: 'exercise',
    of: 'capital letters and reasoning',
    row: { Question: 'q', Complex_CoT: 'so', Response: 'r' },
    parts: ['prompt: q', 'reasoning: so', 'completion: r'],
  },
  {
    layout: 'exercise',
    of: 'BoolQ-like, about a passage',
    row: { passage: 'x', question: 'q', answer: 'yes' },
    parts: ['context: x', 'prompt: q', 'answer: yes'],
  },
  {
    layout: 'document',
    of: 'sentence pairs',
    row: { premise: 'a', hypothesis: 'b', label: 1 },
    parts: ['text: a', 'text: b'],
  },
  {
    layout: 'document',
    of: 'reviews',
    row: { summary: 's', reviewText: 'r', overall: 5 },
    parts: ['text: s', 'text: r'],
  },
  {
    layout: 'document',
    of: 'code',
    row: { repo: 'x', docstring: 'd', code: 'c' },
    parts: ['text: d', 'text: c'],
  },
  {
    layout: 'alone',
    of: 'RAID',
    row: { generation: 'a long text', model: 'human' },
    parts: ['completion: a long text'],
  },
  { layout: 'alone', of: 'TRL prompt-only', row: { prompt: 'p' }, parts: ['prompt: p'] },
];
