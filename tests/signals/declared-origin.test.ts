import { describe, expect, it } from 'vitest';
import { readDeclaredOrigin } from '../../src/text/declared-origin.js';

describe('declared origin', () => {
  it.each([
    ['origin', 'human', 'human'],
    ['declared_origin', 'Synthetic', 'synthetic'],
    ['generation_method', 'mixed', 'mixed'],
    ['generation-method', 'model', 'synthetic'],
    [
      'digitalSourceType',
      'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      'synthetic',
    ],
    ['digital_source_type', 'digitalCapture', 'human'],
    ['digital_source_type', 'compositeWithTrainedAlgorithmicMedia', 'mixed'],
    ['is_synthetic', true, 'synthetic'],
    ['isSynthetic', 'false', 'human'],
    ['generated', 1, 'synthetic'],
    ['generated', '0', 'human'],
    ['is_human', 'true', 'human'],
    ['is_human', 0, 'synthetic'],
    ['model', 'human', 'human'],
    ['model', 'gpt-4o-2024-08-06', 'synthetic'],
    ['model', 'meta-llama/Llama-2-70b-chat', 'synthetic'],
    ['generator', 'ChatGPT', 'synthetic'],
    ['generator', 'claude-instant', 'synthetic'],
    ['generator', 'my-finetune-7b', 'synthetic'],
    ['source', 'gpt-4', 'synthetic'],
    ['source', 'openai/gpt-3.5-turbo', 'synthetic'],
    ['label', 'machine-generated', 'synthetic'],
    ['label', 'Human-written', 'human'],
    ['aigc', '{"Label":"1","ContentProducer":"x"}', 'synthetic'],
    ['AIGC', { Label: '2' }, 'unknown'],
    ['origin', 'unknown', 'unknown'],
  ])('%s: %j is %s', (column, value, origin) => {
    expect(readDeclaredOrigin(column, value)?.origin).toBe(origin);
  });

  it.each([
    ['label', 1],
    ['label', 'AI'],
    ['label', 'positive'],
    ['source', 'wikipedia'],
    ['source', 'llama-farm.com'],
    ['source', 'reuters'],
    ['generator', 'WordPress 6.4'],
    ['generator', 'Hugo'],
    ['model', 'iPhone 12'],
    ['is_synthetic', 'polyester'],
    ['title', 'gpt-4'],
    ['origin', ''],
    ['origin', null],
    ['origin', 'Berlin'],
  ])('%s: %j claims nothing', (column, value) => {
    expect(readDeclaredOrigin(column, value)).toBeNull();
  });

  it('keeps the words as evidence', () => {
    expect(readDeclaredOrigin('is_synthetic', true)?.text).toBe('is_synthetic: true');
  });
});
