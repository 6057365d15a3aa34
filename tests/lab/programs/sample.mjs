// Draws texts of eight words from the model, with a generator that is a function of the seed alone.
import { readFileSync, writeFileSync } from 'node:fs';

const [model, count, samples, seed] = process.argv.slice(2);
const words = JSON.parse(readFileSync(`${model}/words.json`, 'utf8'));
let state = Number(seed) >>> 0;
const next = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const text = () => Array.from({ length: 8 }, () => words[Math.floor(next() * words.length)]).join(' ');
writeFileSync(
  samples,
  Array.from({ length: Number(count) }, () => `${JSON.stringify({ text: text() })}\n`).join(''),
);
