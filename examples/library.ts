import { writeFileSync } from 'node:fs';
import { vet } from 'freckle';

const texts = [
  'The lamplighter came at four, and the dog that followed him had one white ear.',
  'The lamplighter came at four, and the dog that followed him had one white ear.',
  'As an AI language model, I cannot recall the smell of rain on a tin roof.',
];
writeFileSync('corpus.jsonl', texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));

const { report, isAccepted } = await vet({ inputs: ['corpus.jsonl'], out: 'run' });

console.log(report.counts, isAccepted ? 'accepted' : 'not accepted');
for (const { id, fired } of report.rules) if (fired > 0) console.log(id, fired);
