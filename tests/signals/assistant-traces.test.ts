import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { assistantTraceSignals } from '../../src/signals/text/assistant-traces.js';
import { assistantTracesIn } from '../../src/text/assistant-scan.js';
import { ASSISTANT_TRACES } from '../../src/text/assistant-traces.js';
import { readText } from '../../src/text/reading.js';
import { textRecord } from './text-record.js';

const families = (text: string): string[] => [...assistantTracesIn(readText(text)).keys()];

describe('assistant traces', () => {
  it.each([
    ['chat-template', '<|im_start|>user\nHi<|im_end|>'],
    ['chat-template', '[INST] Write a poem [/INST]'],
    ['chat-template', '<<SYS>>\nBe brief.\n<</SYS>>'],
    ['chat-template', '<start_of_turn>model'],
    ['chat-template', 'The end.<|eot_id|>'],
    ['chat-template', '### Instruction:\nName three.\n\n### Response:\nOne.'],
    ['citation-artefact', 'as reported :contentReference[oaicite:3]{index=3}.'],
    ['citation-artefact', 'as reported citeturn0search0 today'],
    ['citation-artefact', 'as reported \ue200cite\ue202turn12news34\ue201 today'],
    ['citation-artefact', 'as reported【4†source】.'],
    ['citation-artefact', 'as reported [cite: 1, 2].'],
    ['assistant-link', 'see https://example.org/a?utm_source=chatgpt.com for more'],
    ['assistant-link', 'https://example.org/?a=b&utm_source=openai'],
    ['self-reference', 'As an AI language model, I cannot have opinions.'],
    ['self-reference', 'Well, I’m just an AI, so take it lightly.'],
    ['self-reference', 'As of my last knowledge update in September 2021, he was mayor.'],
    ['self-reference', 'Als KI-Sprachmodell kann ich das nicht beurteilen.'],
    ['self-reference', 'En tant qu’intelligence artificielle, je ne ressens rien.'],
    ['self-reference', "En tant que modèle de langage, je n'ai pas d'avis."],
    ['self-reference', 'Como modelo de lenguaje, no tengo opiniones.'],
    ['self-reference', 'Como um modelo de linguagem, não posso votar.'],
    ['self-reference', 'Come modello linguistico, non ho emozioni.'],
    ['self-reference', 'Как языковая модель, я не имею мнения.'],
    ['self-reference', '作为一个人工智能语言模型，我没有感情。'],
    ['self-reference', 'AI言語モデルとして、意見はありません。'],
    ['self-reference', 'AI 언어 모델로서 저는 감정이 없습니다.'],
    ['self-reference', 'بصفتي نموذجًا لغويًا، لا أملك رأيًا.'],
    ['self-reference', 'Bir yapay zeka dil modeli olarak fikrim yok.'],
    ['refusal', "I'm sorry, but I can't assist with that request."],
    ['refusal', 'I am unable to fulfill your request.'],
    ['refusal', 'Lo siento, pero no puedo ayudar con eso.'],
    ['refusal', '抱歉，我无法提供这样的内容。'],
    ['manner', 'Certainly! Here is a short poem:'],
    ['manner', 'Best regards,\n[Your Name]'],
    ['manner', 'I hope this helps!'],
    ['manner', 'Regenerate response'],
  ])('finds %s in %j', (family, text) => {
    expect(families(text)).toContain(family);
  });

  it.each([
    'Critics mock answers that begin “As an AI language model, I cannot”.',
    'The bot replied: "I\'m sorry, but I can\'t assist with that request."',
    'Wrap each turn in `<|im_start|>` and `<|im_end|>`.',
    'I am sorry, but I cannot come to your party.',
    'As an AI researcher, I read much about language models.',
    'Companies use a language model as an assistant to their staff.',
    'The source [4] and the instruction manual were turned over.',
    'I cannot help it; the request was denied by the court.',
    'Als Intelligenz bezeichnet man vieles. La inteligencia artificial avanza.',
    '人工智能是一个研究领域，语言模型很流行。',
    'https://example.org/?utm_source=newsletter&utm_medium=openair',
    'The instruction of the user is the end of the system.',
  ])('passes %j', (text) => {
    expect(families(text)).toEqual([]);
  });

  it('gives the span of each trace', () => {
    const text = 'Well. As an AI language model, I cannot say.';
    const places = assistantTracesIn(readText(text)).get('self-reference');
    expect(places?.spans.map(({ start, end }) => text.slice(start, end))).toEqual([
      'As an AI language model',
    ]);
  });

  it('finds a trace far into a long line as well as at its start', () => {
    const filler = 'word '.repeat(3000);
    expect(families(`${filler}As an AI language model, I stop. ${filler}`)).toEqual(['self-reference']);
    expect(families(`${filler}Certainly! Here is nothing`)).toEqual([]);
  });

  it('leaves weak evidence out of the total', () => {
    const text = 'Certainly! Here is the answer: <|im_end|>';
    const values = Object.fromEntries(
      assistantTraceSignals.map((signal) => [
        signal.id,
        signal.measure(readText(text), textRecord(text), DEFAULT_SIGNAL_SETTINGS).value,
      ]),
    );
    expect(values).toMatchObject({
      'assistant-trace-count': 1,
      'chat-template-count': 1,
      'assistant-manner-count': 1,
    });
  });

  it('has anchors that are words as a reading has them', () => {
    for (const { anchors } of ASSISTANT_TRACES)
      for (const anchor of anchors.split(' '))
        expect([anchor, readText(anchor).wordCount]).toEqual([anchor, 1]);
  });
});
