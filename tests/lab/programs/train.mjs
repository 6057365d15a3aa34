// A trainer for the tests: the words of the texts, one per occurrence, are the model.
import { readFileSync, writeFileSync } from 'node:fs';

const [train, model] = process.argv.slice(2);
const texts = readFileSync(train, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line).text);
writeFileSync(`${model}/words.json`, JSON.stringify(texts.flatMap((text) => text.split(' '))));
