import type { Origin } from '../core/origin.js';

/** The origin that a column claims, with its wording. */
export interface DeclaredOrigin {
  readonly origin: Origin;
  /** Evidence for people: `is_synthetic: true`. */
  readonly text: string;
}

/**
 * Reads the origin of a record from one column of a data set: a claim, kept with its wording.
 *
 * | column | values that are read | example |
 * | --- | --- | --- |
 * | says origin: `origin`, `authorship`, `written_by`, `generation_method`… | words for people, machines, both; IPTC digital source types; model names | `generation_method: mixed` |
 * | asks "synthetic?": `is_synthetic`, `ai_generated`, `generated`… | yes and no in words, digits, booleans; or a word of origin | `generated: 1` |
 * | asks "human?": `is_human`, `human_written`… | the same | `is_human: false` |
 * | names a maker: `generator`, `model`, `generated_by`, `llm`… | model names, `human` | `model: gpt-4o` |
 * | names a source: `source`, `src`… | model names with a version, and words that can only mean origin | `source: gpt-4` |
 * | carries any label: `label`, `class`, `type`… | only words that can mean nothing else | `label: machine-generated` |
 * | China's GB 45438 label: `aigc` | `Label` 1 (is generated), 2 and 3 (may be) | `aigc: {"Label":"1"}` |
 *
 * A bare `label: 1` or `label: AI` is not read: it may also be a sentiment or a topic. If the user has named the origin
 * column, pass `origin` as its name.
 *
 * Null for other columns and other values: no claim. `{ origin: 'unknown' }` where the data set itself states that the
 * origin is unknown.
 *
 * Sources: IPTC NewsCodes digitalsourcetype; Data & Trust Alliance, Data Provenance Standards 1.0.0,
 * `generation-method`; TC260 GB 45438-2025, Annex E; columns of RAID, M4, MAGE, HC3, DAIGT as published.
 */
export function readDeclaredOrigin(columnName: string, value: unknown): DeclaredOrigin | null {
  const kind = KIND_OF_COLUMN.get(canonical(columnName));
  if (kind === undefined) return null;
  const words = kind === 'aigc' ? aigcLabel(value) : wordsOf(value);
  if (words === null) return null;
  const origin = READERS[kind](words);
  return origin === null ? null : { origin, text: `${columnName}: ${words.slice(0, 80)}` };
}

type ColumnKind = 'origin' | 'synthetic-flag' | 'human-flag' | 'maker' | 'source' | 'label' | 'aigc';

const READERS: { readonly [kind in ColumnKind]: (words: string) => Origin | null } = {
  origin: (words) => originOfWord(words) ?? (namesModel(words) ? 'synthetic' : null),
  'synthetic-flag': (words) => flag(words, 'synthetic', 'human') ?? originOfWord(words),
  'human-flag': (words) => flag(words, 'human', 'synthetic') ?? originOfWord(words),
  maker: (words) => originOfWord(words) ?? (namesModel(words) ? 'synthetic' : null),
  source: (words) => unmistakable(words) ?? (namesModelAndVersion(words) ? 'synthetic' : null),
  label: (words) => unmistakable(words) ?? (namesModelAndVersion(words) ? 'synthetic' : null),
  aigc: (words) => (words === '1' ? 'synthetic' : words === '2' || words === '3' ? 'unknown' : null),
};

const COLUMNS: { readonly [kind in ColumnKind]: string } = {
  origin:
    'origin declaredorigin textorigin contentorigin dataorigin authorship authortype authorkind writtenby ' +
    'createdby madeby generationmethod generationtype provenance digitalsourcetype humanorai aiorhuman ' +
    'humanormachine contentsource',
  'synthetic-flag':
    'synthetic issynthetic generated isgenerated ai isai aigenerated isaigenerated aiwritten llmgenerated ' +
    'isllm isllmgenerated machine ismachine machinegenerated ismachinegenerated machinewritten modelgenerated ' +
    'ismodelgenerated syntheticdata isbot gptgenerated',
  'human-flag': 'human ishuman humanwritten ishumanwritten humangenerated ishumangenerated humanauthored',
  maker:
    'generator generatorname generatormodel model modelname modelid generatedby generationmodel generatingmodel ' +
    'llm llmname llmmodel sourcemodel teachermodel aimodel aisystem chatmodel completionmodel responsemodel',
  source: 'source src datasource sourcename subset',
  label: 'label class target type category kind labelname labeltext',
  aigc: 'aigc tc260aigc',
};

const KIND_OF_COLUMN = new Map<string, ColumnKind>(
  (Object.keys(COLUMNS) as ColumnKind[]).flatMap((kind) =>
    COLUMNS[kind].split(' ').map((name): [string, ColumnKind] => [name, kind]),
  ),
);

/** Words for the origin, in canonical spelling: lower case, only letters and digits. */
const WORDS: { readonly [origin in Origin]: string } = {
  human:
    'human humans person people humanwritten humangenerated humanauthored humancreated writtenbyhuman ' +
    'writtenbyhumans byhuman humanonly organic notai notsynthetic notgenerated ' +
    'digitalcapture negativefilm positivefilm print humanedits minorhumanedits digitalcreation digitalart',
  synthetic:
    'synthetic ai machine model llm generated bot artificial aigenerated aiwritten aiauthored machinegenerated ' +
    'machinewritten machineauthored modelgenerated llmgenerated llmwritten gptgenerated botgenerated ' +
    'chatgptgenerated syntheticdata artificiallygenerated generatedbyai writtenbyai generative generativeai ' +
    'trainedalgorithmicmedia algorithmicmedia trainedalgorithmicdata',
  mixed:
    'mixed hybrid both humanai aihuman humanandai humanplusai humanmachine humanmodel coauthored aiassisted ' +
    'aiedited aipolished humanedited humaneditedai machineassisted semisynthetic ' +
    'compositewithtrainedalgorithmicmedia compositesynthetic humanintheloop',
  unknown: 'unknown undisclosed undetermined unspecified unsure',
};

/** Words that denote an origin even in a column of any content. */
const UNMISTAKABLE =
  /^(human(written|generated|authored)|writtenbyhumans?|(ai|machine|model|llm|gpt|chatgpt|bot)(generated|written|authored)|(generated|written)byai|synthetic(data)?|(composite(with)?)?trainedalgorithmicmedia|ai(assisted|edited|polished))$/;

const ORIGIN_OF_WORD = new Map<string, Origin>(
  (Object.keys(WORDS) as Origin[]).flatMap((origin) =>
    WORDS[origin].split(' ').map((word): [string, Origin] => [word, origin]),
  ),
);

function originOfWord(words: string): Origin | null {
  return ORIGIN_OF_WORD.get(canonical(lastPathPart(words))) ?? null;
}

function unmistakable(words: string): Origin | null {
  return UNMISTAKABLE.test(canonical(lastPathPart(words))) ? originOfWord(words) : null;
}

function flag(words: string, ifTrue: Origin, ifFalse: Origin): Origin | null {
  if (/^(true|yes|y|t|1|1\.0)$/i.test(words)) return ifTrue;
  if (/^(false|no|n|f|0|0\.0)$/i.test(words)) return ifFalse;
  return null;
}

/** Names used only for models. */
const FAMILY =
  'chat-?gpt|gpt-?[1-9]|gpt-?(j|neo|neox)|text-(davinci|curie|babbage|ada)|davinci|cohere|command-r|flan-?t5|' +
  'mixtral|qwen|qwq|deepseek|gemma|vicuna|wizardlm|wizardcoder|zephyr-|nous-hermes|openhermes|starcoder|' +
  'code-?llama|llama-?[1-9]|meta-llama|chatglm|glm-?[1-9]|baichuan|internlm|nemotron|olmo|stablelm|redpajama|' +
  'bloomz|cerebras-gpt|galactica|ernie-?bot|jurassic|dall-?e|stable-?diffusion|sdxl|midjourney|o[134]-(mini|preview|pro)|' +
  'gigachat|yandexgpt|saiga|open-?assistant|minimax|hunyuan|doubao|kimi|smollm|tulu|openai|anthropic';
/** Names that are also words, people or places. */
const SHARED_NAME =
  'llama|claude|gemini|bard|palm|alpaca|koala|dolly|falcon|bloom|opt|phi|yi|orca|grok|mistral|command|granite|' +
  'titan|nova|mpt|t5|flux|imagen|firefly|o1|o3|moonshot|step|pythia|guanaco|zephyr|solar|aya|dbrx';
const SIZE = /(^|[-_ .])\d+(\.\d+)?[bm]([-_ .]|$)/i;
const ANY_MODEL = new RegExp(`^(${FAMILY}|(${SHARED_NAME})([^a-z]|$))`, 'i');
const CERTAIN_MODEL = new RegExp(`^(${FAMILY}|(${SHARED_NAME})[-_ ]?v?\\d)`, 'i');

/** Models that write nothing: they encode, embed, cut into tokens, classify, detect, hear or rank what others wrote. */
const WRITES_NOTHING =
  /bert(?![a-z])|electra|(^|[-_ /])(bge|gte|e5|clip|siglip|whisper|wav2vec2?|minilm|mpnet|spacy|fasttext|word2vec|glove|xlm-?r)([-_ .]|$)|embed|encoder|tokeni[sz]|classif|detect|moderation|rerank|reward|tagger|sentence-transformers/i;
/** Places where people write about models. */
const PLACE =
  /^r\/|(^|[\s_-])(forums?|subreddits?|reddit|communit(y|ies)|discussions?|news|newsletter|blogs?|wiki|magazine|users?|reviews?|conference|threads?|discord|tutorials?|docs|documentation|questions|comments|tweets|fans?)([\s_-]|$)/i;

/** Names of models that write are short; this excludes sentences, addresses and files. */
const looksLikeName = (words: string): boolean =>
  words.length <= 64 && words.split(/\s/).length <= 5 && !WRITES_NOTHING.test(words) && !PLACE.test(words);

function namesModel(words: string): boolean {
  const name = lastPathPart(words);
  return looksLikeName(words) && (ANY_MODEL.test(name) || ANY_MODEL.test(words) || SIZE.test(name));
}

function namesModelAndVersion(words: string): boolean {
  if (!looksLikeName(words) || /\.(com|org|net|ai|io|html?|jsonl?|txt|csv|parquet)\b/i.test(words))
    return false;
  const name = lastPathPart(words);
  return CERTAIN_MODEL.test(name) || (SIZE.test(name) && ANY_MODEL.test(name));
}

/** `openai/gpt-4` → `gpt-4`; `http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture` → its code. */
const lastPathPart = (words: string): string => words.slice(words.lastIndexOf('/') + 1).trim();

const canonical = (words: string): string => words.toLowerCase().replace(/[^a-z0-9]/g, '');

function wordsOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  return null;
}

/** The label inside GB 45438's object, which comes as an object, as JSON or as YAML-like text; or bare. */
function aigcLabel(value: unknown): string | null {
  const isObject = typeof value === 'object' && value !== null;
  const text = isObject ? safeJson(value) : wordsOf(value);
  if (text === null) return null;
  const found = /^\s*([123])\s*$|"?\blabel"?\s*[:=]\s*"?([123])\b/i.exec(text);
  return found === null ? null : (found[1] ?? found[2] ?? null);
}

function safeJson(value: object): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    // Cyclic, or with a throwing getter: no claim.
    return null;
  }
}
