import { entryOf, textOf } from './fields.js';
import type { GeneratorReader } from './reader.js';

const JOB = /\s*Job ID: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\s*$/;

/** A description that ends in a job id, after the prompt with its switches. */
export const midjourney: GeneratorReader = {
  id: 'midjourney',
  title: 'Midjourney',
  tools: ['midjourney'],
  source: 'files of the service',
  read: (metadata) => {
    const entry = entryOf(metadata, 'Description', 'ImageDescription');
    // The id has 36 characters, so only the end is searched: a hostile prompt cannot slow the pattern down.
    const tail = entry?.text.slice(-64);
    if (entry === undefined || !JOB.test(tail!)) return null;
    const prompt = entry.text.slice(0, entry.text.lastIndexOf('Job ID: '));
    return {
      tool: 'midjourney',
      origin: 'synthetic',
      isSure: true,
      prompt: textOf(prompt),
      version: /--v (\d[\d.]*)/.exec(prompt)?.[1],
      entry,
    };
  },
};
