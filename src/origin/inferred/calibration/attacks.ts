import type { Random } from '../../../core/random.js';

export interface Attack {
  readonly id: string;
  readonly description: string;
  readonly apply: (text: string, random: Random) => string;
}

const CYRILLIC = new Map(
  Object.entries({ a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', x: 'х', y: 'у', A: 'А', E: 'Е', O: 'О' }),
);

/**
 * Cheap attacks that disguise a synthetic text, after RAID (Dugan et al., ACL 2024, table 3). A new one is one entry.
 */
export const ATTACKS: readonly Attack[] = [
  {
    id: 'homoglyphs',
    description: 'half of the letters with a Cyrillic look-alike replaced by it',
    apply: (text, random) =>
      [...text].map((c) => (CYRILLIC.has(c) && random.uniform() < 0.5 ? CYRILLIC.get(c)! : c)).join(''),
  },
  {
    id: 'zero-width',
    description: 'a zero-width space after every tenth character',
    apply: (text) => [...text].map((c, at) => (at % 10 === 9 ? `${c}\u200b` : c)).join(''),
  },
  {
    id: 'white-space',
    description: 'a fifth of the spaces doubled or replaced by a line end',
    apply: (text, random) =>
      text.replace(/ /g, () => (random.uniform() < 0.2 ? (random.uniform() < 0.5 ? '  ' : '\n') : ' ')),
  },
  {
    id: 'case',
    description: 'the case of the first letter flipped in a fifth of the words',
    apply: (text, random) =>
      text.replace(/(?<![\p{L}\p{N}])\p{L}/gu, (c) =>
        random.uniform() >= 0.2 ? c : c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase(),
      ),
  },
  {
    id: 'typos',
    description: 'two adjacent letters swapped in a tenth of the words of at least four letters',
    apply: (text, random) =>
      text.replace(/\p{L}{4,}/gu, (word) => {
        if (random.uniform() >= 0.1) return word;
        const at = 1 + random.integer(word.length - 2);
        return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
      }),
  },
  {
    id: 'split-words',
    description: 'a space inserted into a twentieth of the words of at least four letters',
    apply: (text, random) =>
      text.replace(/\p{L}{4,}/gu, (word) => {
        if (random.uniform() >= 0.05) return word;
        const at = 1 + random.integer(word.length - 1);
        return `${word.slice(0, at)} ${word.slice(at)}`;
      }),
  },
];
