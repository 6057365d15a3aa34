import { frontMatterOf, parsePlainYaml } from '../aigc/front-matter.js';
import {
  claimOfMember,
  type DataSetClaim,
  type DataSetReader,
  isObject,
  originOfTag,
  wordsIn,
} from './claim.js';

/** Hugging Face's terms for who created the texts; `found` and `other` name nobody. */
const CREATORS: { readonly [word: string]: DataSetClaim['origin'] } = {
  'machine-generated': 'synthetic',
  crowdsourced: 'human',
  'expert-generated': 'human',
};

/**
 * The front matter of a data set's card, `README.md`. `language_creators` names who created the texts; `tags` and
 * members such as `synthetic: true` describe them. `annotations_creators: machine-generated` concerns labels, which may
 * be answers or topics: it is recorded as `unknown`. `source_datasets` named after a model make the data set mixed.
 */
export const card: DataSetReader = {
  id: 'card',
  fileNames: ['readme.md'],
  mostBytes: 1024 * 1024,
  read: (text) => {
    const matter = frontMatterOf(text);
    const facts = matter === null ? null : parsePlainYaml(matter.text);
    if (!isObject(facts)) return [];
    const claims: DataSetClaim[] = [];
    for (const word of wordsIn(facts['language_creators'])) {
      const origin = CREATORS[word];
      if (origin !== undefined) claims.push({ origin, words: `language_creators: ${word}` });
    }
    for (const tag of wordsIn(facts['tags'])) {
      const origin = originOfTag(tag);
      if (origin !== null) claims.push({ origin, words: `tags: ${tag}` });
    }
    if (wordsIn(facts['annotations_creators']).includes('machine-generated'))
      claims.push({ origin: 'unknown', words: 'annotations_creators: machine-generated' });
    for (const name of wordsIn(facts['source_datasets']))
      if (MODEL_NAMED.test(name)) claims.push({ origin: 'mixed', words: `source_datasets: ${name}` });
    for (const [name, value] of membersOf(facts)) {
      const claim = claimOfMember(name, value);
      if (claim !== null) claims.push(claim);
    }
    return claims;
  },
};

/** Names of data sets that contain the name of the model that wrote them. */
const MODEL_NAMED =
  /(^|[-_/|. ])(chat-?gpt|gpt-?[345]\w*|claude-?\d?|alpaca|vicuna|sharegpt|ultrachat|self-instruct|wizardlm)/i;

const MOST_MEMBERS = 500;

/** Members of the top level and of one level below, as in `provenance: { generation_method: human }`. */
function membersOf(facts: { readonly [name: string]: unknown }): [string, unknown][] {
  return Object.entries(facts)
    .flatMap(([name, value]): [string, unknown][] =>
      isObject(value) ? Object.entries(value) : [[name, value]],
    )
    .slice(0, MOST_MEMBERS);
}
