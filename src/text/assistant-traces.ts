/**
 * Traces of language-model assistants as data: each with anchor words that trigger a check, and a pattern that decides.
 * Anchors are looked up by word hash, so a trace costs nothing where its anchors do not occur. Every match must contain
 * at least one anchor as a word of the Reading.
 */
export const TRACE_FAMILIES = [
  'chat-template',
  'citation-artefact',
  'assistant-link',
  'self-reference',
  'refusal',
  'manner',
] as const;
export type TraceFamily = (typeof TRACE_FAMILIES)[number];

export interface AssistantTrace {
  readonly family: TraceFamily;
  /** Title for people. */
  readonly title: string;
  readonly anchors: string;
  readonly pattern: RegExp;
  /**
   * Characters, one of which directly precedes each anchor in a match; saves checks of common words. Absent where a
   * match may also contain an anchor elsewhere.
   */
  readonly after?: string;
  /** First character of every match; the pattern is skipped where it is not near. */
  readonly opens?: string;
}

const trace = (
  family: TraceFamily,
  title: string,
  anchors: string,
  pattern: RegExp,
  after?: string,
  opens?: string,
): AssistantTrace => ({
  family,
  title,
  anchors,
  pattern: new RegExp(pattern.source, 'giu'),
  ...(after === undefined ? {} : { after }),
  ...(opens === undefined ? {} : { opens }),
});

/** Tokens that separate turns in the training data of chat models. */
const TEMPLATES: readonly AssistantTrace[] = [
  trace(
    'chat-template',
    'special token',
    'im_start im_end im_sep endoftext eot_id start_header_id end_header_id begin_of_text end_of_text eom_id python_tag fim_prefix fim_middle fim_suffix end_of_turn start_of_role end_of_role system user assistant end channel message endofprompt startoftext',
    /<\|(?:im_(?:start|end|sep)|endoftext|startoftext|endofprompt|eot_id|eom_id|start_header_id|end_header_id|begin_of_text|end_of_text|python_tag|fim_(?:prefix|middle|suffix)|(?:start|end)_of_(?:turn|role)|system|user|assistant|end|channel|message)\|>/,
    '|',
  ),
  trace('chat-template', 'turn token', 'start_of_turn end_of_turn', /<(?:start|end)_of_turn>/, '<'),
  trace('chat-template', 'Llama 2 turn', 'inst', /\[\/?INST\]/, '[/'),
  trace('chat-template', 'Llama 2 system turn', 'sys', /<<\/?SYS>>/, '</'),
  trace(
    'chat-template',
    'DeepSeek turn',
    'user assistant begin end',
    /<｜(?:User|Assistant|begin▁of▁sentence|end▁of▁sentence)｜>/,
    '｜',
  ),
  trace(
    'chat-template',
    'Alpaca heading',
    'instruction response',
    /(?<=^|\n)### ?(?:Instruction|Response): ?(?=\n)/,
    ' #',
  ),
  trace(
    'chat-template',
    'Alpaca preamble',
    'appropriately',
    /Below is an instruction that describes a task[^\n]{0,90}Write a response that appropriately completes the request/,
  ),
  trace('chat-template', 'reasoning block', 'think', /<\/?think>(?=\s)/, '</'),
];

/** Citation tokens that chat interfaces render as footnotes and that remain when text is copied. */
const CITATIONS: readonly AssistantTrace[] = [
  trace(
    'citation-artefact',
    'ChatGPT reference',
    'oaicite oai_citation',
    /:?contentReference\[oaicite:\d+\](?:\{index=\d+\})?|\[?oai_citation[:_][^\s\])]{1,60}|oaicite:\d+/,
  ),
  trace(
    'citation-artefact',
    'ChatGPT reference',
    'contentreference',
    /:?contentReference\[[^\]\n]{1,40}\](?:\{index=\d+\})?/,
  ),
  trace(
    'citation-artefact',
    'ChatGPT file reference',
    'source',
    /【\d+(?::\d+)?†(?:source|[^】\n]{1,60})】/,
    undefined,
    '【',
  ),
  trace(
    'citation-artefact',
    'Grok citation card',
    'grok_render_citation_card_json grok_card',
    /grok_(?:render_citation_card_json|card)\b/,
  ),
  trace(
    'citation-artefact',
    'Gemini citation',
    'cite_start cite',
    /\[cite_start\]|\[cite: ?\d+(?:, ?\d+)*\]/,
    '[',
  ),
  trace('citation-artefact', 'attached file', 'attached_file', /\[?attached_file:\d+\]?/),
];

/** Link parameters that assistants add to the pages they cite. */
const LINKS: readonly AssistantTrace[] = [
  trace(
    'assistant-link',
    'link from an assistant',
    'utm_source',
    /utm_source=(?:chatgpt\.com|chat\.openai\.com|openai(?:\.com)?|chatgpt|copilot\.com|copilot|perplexity(?:\.ai)?|claude(?:\.ai)?|gemini(?:\.google\.com)?|grok\.com|deepseek\.com|you\.com|meta\.ai)(?![\w-])/,
  ),
  trace(
    'assistant-link',
    'link from an assistant',
    'referrer',
    /referrer=(?:grok\.com|chatgpt\.com)(?![\w-])/,
  ),
];

const AI_EN =
  '(?:an? )?(?:AI|artificial intelligence|large|advanced)?[- ]?(?:language model|assistant|chatbot|AI)';

/** Self-references of a model, in the languages of most of the web. */
const SELF_REFERENCES: readonly AssistantTrace[] = [
  trace(
    'self-reference',
    'as an AI',
    'ai model assistant chatbot',
    /\bas (?:a|an) (?:(?:responsible|helpful|large|AI|artificial intelligence|text-based|machine learning)[- ]){0,3}(?:language model|AI|AI assistant|AI model|AI chatbot|virtual assistant)\b(?=,? (?:developed|created|trained|designed|programmed|I\b|it(?:'s| is) (?:not|my|important)|my\b)|[,.;:])/,
  ),
  trace(
    'self-reference',
    'I am an AI',
    'ai model',
    new RegExp(
      `\\bI(?:'m|’m| am) (?:just |only |simply |merely |sorry, but as )?(?:${AI_EN})(?=[ ,.;](?:and|so|trained|created|developed|designed|I|without|language|model|assistant|that)|[,.;])`,
    ),
  ),
  trace(
    'self-reference',
    'training cut-off',
    'cutoff cut update knowledge training',
    /\b(?:my (?:last )?(?:knowledge|training)(?: data)?(?: has a| is limited to a)? ?cut-?\s?off|as of my (?:last|latest|most recent|current) (?:knowledge |training )?(?:update|cut-?off|data)|up to my (?:last )?(?:knowledge |training )?(?:update|cut-?off)|my training data (?:only )?(?:goes|extends|includes|ends|is current|was last updated)|my knowledge (?:only )?(?:extends|goes|is current|is limited|was last updated)[^.\n]{0,30}\b20\d\d)/,
  ),
  trace(
    'self-reference',
    'names its maker',
    'openai anthropic google deepseek alibaba mistral',
    /\bI(?:'m|’m| am| was)[^.\n]{0,50}\b(?:created|trained|developed|made|built) by (?:OpenAI|Anthropic|Google|DeepSeek|Alibaba|Mistral)/,
  ),
  trace(
    'self-reference',
    'no access or feelings',
    'access browse feelings opinions',
    /\bI (?:do not|don't|don’t) (?:have (?:personal (?:opinions|feelings|beliefs|experiences|emotions)|feelings or|access to (?:real-?time|current|the internet|external))|browse the internet)/,
  ),
  trace(
    'self-reference',
    'als KI (German)',
    'ki sprachmodell intelligenz',
    /\bals (?:eine? )?(?:KI|(?:KI-|großes |AI-)?Sprachmodell|künstliche Intelligenz|KI-(?:Assistent|Modell|Chatbot))(?=[, ](?: ?(?:kann|bin|habe|ist|verfüge|entwickelt|trainiert|von)\b)|,)/,
  ),
  trace(
    'self-reference',
    'en tant qu’IA (French)',
    "qu'ia qu'intelligence qu'assistant langage",
    /en tant (?:qu['’](?:IA|intelligence artificielle|assistant (?:IA|virtuel))|que (?:grand )?modèle de langage)/,
  ),
  trace(
    'self-reference',
    'como modelo de lenguaje (Spanish)',
    'lenguaje inteligencia ia',
    /\bcomo (?:un |una )?(?:gran )?(?:modelo de lenguaje|inteligencia artificial|asistente (?:virtual )?de IA|IA)(?=,| (?:no|desarrollad[oa]|entrenad[oa]|de IA|de inteligencia|creado))/,
  ),
  trace(
    'self-reference',
    'como modelo de linguagem (Portuguese)',
    'linguagem inteligência ia',
    /\bcomo (?:um |uma )?(?:grande )?(?:modelo de linguagem|inteligência artificial|assistente de IA|IA)(?=,| (?:não|desenvolvid[oa]|treinad[oa]|de IA|criado))/,
  ),
  trace(
    'self-reference',
    'come modello linguistico (Italian)',
    'linguistico linguaggio artificiale ia',
    /\b(?:come|in quanto) (?:un['’]? ?|una )?(?:modello linguistico|modello di linguaggio|intelligenza artificiale|IA)(?=,| (?:non|sviluppat[oa]|addestrat[oa]|di))/,
  ),
  trace(
    'self-reference',
    'als taalmodel (Dutch)',
    'taalmodel ai',
    /\bals (?:een )?(?:AI-taalmodel|taalmodel|AI-assistent|AI)(?=,| (?:heb|ben|kan)\b)/,
  ),
  trace(
    'self-reference',
    'jako model językowy (Polish)',
    'językowy inteligencja ai',
    /\bjako (?:duży )?(?:model językowy|sztuczna inteligencja|AI)(?=,| (?:nie|AI|stworzony))/,
  ),
  trace(
    'self-reference',
    'som språkmodell (Swedish)',
    'språkmodell',
    /\bsom (?:en )?(?:AI-|stor )?språkmodell/,
  ),
  trace(
    'self-reference',
    'jako jazykový model (Czech)',
    'jazykový umělá',
    /\bjako (?:velký )?(?:jazykový model|umělá inteligence)(?=,| (?:nemám|AI|nemohu))/,
  ),
  trace(
    'self-reference',
    'как языковая модель (Russian)',
    'языковая интеллект ии языковой',
    /(?:как|будучи) (?:большая |большой )?(?:ИИ[- ])?(?:языковая модель|языковой модел[а-яё]+|искусственный интеллект|ИИ)(?=,| я | не )|я (?:всего лишь |являюсь )?(?:большая )?(?:языковая модель|языковой моделью)/,
  ),
  trace(
    'self-reference',
    'як мовна модель (Ukrainian)',
    'мовна штучний',
    /як (?:велика )?(?:мовна модель|штучний інтелект)(?=,| я | не )/,
  ),
  trace(
    'self-reference',
    '作为人工智能 (Chinese)',
    'ai 型 智 助',
    /(?:作为|身为|作為|身為)(?:一个|一個|一种|一名|一款)?(?:大型|大)?(?:人工智[能慧]|AI|语言模型|語言模型)(?:语言|語言|大)?(?:模型|助手|助理)?(?=[，,我])|我(?:是|只是)(?:一个|一個|一种|一款)?(?:由[^，。]{1,12})?(?:人工智[能慧]|AI)(?:语言|語言)?(?:模型|助手|助理)/,
  ),
  trace(
    'self-reference',
    'AIとして (Japanese)',
    'ai モデル アシスタント 能',
    /(?:私は)?(?:AI|人工知能|大規模)?(?:言語モデル|アシスタント|AI|人工知能)(?:として|なので|であるため|ですので)/,
  ),
  trace(
    'self-reference',
    'AI 언어 모델로서 (Korean)',
    '모델로서 모델로 인공지능으로서 어시스턴트로서 모델이므로 ai로서 인공지능',
    /(?:AI|인공지능|언어)(?: 언어)? ?(?:모델|어시스턴트)(?:로서|이므로|이기)|(?:AI로서|인공지능으로서)/,
  ),
  trace(
    'self-reference',
    'بصفتي نموذجًا لغويًا (Arabic)',
    'بصفتي كنموذج باعتباري',
    /(?:بصفتي|باعتباري) (?:نموذج[\u0621-\u0652]* (?:لغ|ذكاء)|ذكاء|مساعد)|كنموذج (?:لغ|ذكاء)/,
  ),
  trace(
    'self-reference',
    'bir yapay zeka olarak (Turkish)',
    'zeka zekâ',
    /bir yapay zek[aâ] (?:dil )?(?:modeli|asistanı)?(?: olarak)/,
  ),
  trace(
    'self-reference',
    'एआई मॉडल के रूप में (Hindi)',
    'मॉडल एआई',
    /एक (?:एआई|AI|कृत्रिम बुद्धिमत्ता)?(?: भाषा)? ?(?:मॉडल|एआई|सहायक) के (?:रूप में|तौर पर)/,
  ),
  trace(
    'self-reference',
    'là một mô hình ngôn ngữ (Vietnamese)',
    'ngôn ai',
    /(?:là|với tư cách là) một (?:mô hình ngôn ngữ|AI|trí tuệ nhân tạo)(?=,| (?:AI|lớn|tôi|được))/,
  ),
  trace(
    'self-reference',
    'sebagai model bahasa (Indonesian)',
    'bahasa buatan ai',
    /\bsebagai (?:sebuah |seorang )?(?:model bahasa|kecerdasan buatan|AI|asisten AI)(?=,| (?:AI|saya|besar))/,
  ),
];

const TASKS =
  '(?:fulfil+|assist|help|comply|provide|generate|create|engage|complete|write|produce|support|answer|continue|discuss|offer|process|access)';

const REFUSALS: readonly AssistantTrace[] = [
  trace(
    'refusal',
    'apologetic refusal',
    'sorry apologize apologise',
    new RegExp(
      `\\bI(?:'m|’m| am)? (?:sorry|apologi[sz]e)(?: for [^,.\\n]{1,40})?,? but (?:as an AI|I(?:'m|’m| am)? (?:cannot|can't|can’t|can not|unable to|not able to|won't be able to|do not have|don't have|don’t have) ${TASKS}|it (?:is|would be) (?:not )?(?:in)?appropriate|your (?:prompt|request|question)|there (?:is|seems to be) no (?:summary|text|article|information) (?:provided|given))`,
    ),
  ),
  trace(
    'refusal',
    'refusal',
    'cannot unable',
    new RegExp(
      `\\bI(?:'m|’m| am)? (?:cannot|unable to) ${TASKS}[^.;\\n]{0,30}\\b(?:this|that|your|such) (?:request|prompt|task|content|material)\\b`,
    ),
  ),
  trace(
    'refusal',
    'refusal',
    "can't",
    new RegExp(
      `\\bI (?:can't|can’t) ${TASKS}[^.;\\n]{0,30}\\b(?:this|that|your|such) (?:request|prompt|task|content)\\b`,
    ),
  ),
  trace(
    'refusal',
    'policy',
    'guidelines policy policies programming',
    /\b(?:violat\w+|goes against|against|comply with|with) (?:my|OpenAI['’]s) (?:\w+ ){0,3}(?:guidelines|polic(?:y|ies)|programming)\b/,
  ),
  trace(
    'refusal',
    'asks for the task',
    'provide prompt',
    /\b(?:please|could you(?: please)?) provide (?:me with )?(?:the |more |a )?(?:text|article|summary|prompt|passage)[^.\n]{0,40}\b(?:you(?:'d| would) like me|so (?:that )?I can|for me to)\b/,
  ),
  trace(
    'refusal',
    'Ablehnung (German)',
    'leid',
    /es tut mir leid, aber (?:als |ich kann (?:dir |Ihnen )?(?:dabei|diese|bei))/,
  ),
  trace(
    'refusal',
    'refus (French)',
    'désolé désolée',
    /je suis désolée?, mais (?:en tant qu|je ne peux pas (?:vous aider|répondre|fournir|générer|créer))/,
  ),
  trace(
    'refusal',
    'rechazo (Spanish)',
    'siento',
    /lo siento, pero (?:como (?:un )?(?:modelo|IA)|no puedo (?:ayudar|proporcionar|generar|cumplir|crear|ofrecer))/,
  ),
  trace(
    'refusal',
    'recusa (Portuguese)',
    'desculpe desculpas',
    /desculp(?:e|as), mas (?:como (?:um )?(?:modelo|IA)|não posso (?:ajudar|fornecer|gerar|criar|atender))/,
  ),
  trace(
    'refusal',
    'отказ (Russian)',
    'извините жаль простите',
    /(?:извините|простите|мне жаль), но я не (?:могу|в состоянии) (?:помочь|предоставить|выполнить|создать|ответить)/,
  ),
  trace(
    'refusal',
    '拒绝 (Chinese)',
    '歉 起',
    /(?:抱歉|对不起|對不起)[，,]?(?:但)?(?:作为|我(?:无法|不能|無法)(?:提供|回答|协助|协助|满足|生成|完成|帮助|協助))/,
  ),
  trace(
    'refusal',
    'お断り (Japanese)',
    '訳',
    /申し訳(?:ありません|ございません)が、(?:その|この|ご)?(?:リクエスト|要求|ご要望|質問|AI)/,
  ),
];

/** Phrases typical of assistants that people use too: evidence only in larger numbers or together with others. */
const MANNERS: readonly AssistantTrace[] = [
  trace(
    'manner',
    'opening of an answer',
    'certainly sure course absolutely here',
    /(?<=^|\n|["“])(?:(?:Certainly|Sure|Of course|Absolutely|Sure thing)[!,.] ?(?:Here(?:'s|’s| is| are)|I(?:'d| would|['’]ll))|Here(?:'s| is| are) (?:a|an|the|\d+) (?:\S+ ){0,4}(?:article|summary|version|rewrite|rewritten|list|story|essay|paragraph|draft|example|continuation|text)s?\b(?: \S+){0,6}(?: (?:based|you|that|for|with|of|about|on)\b|:))/,
  ),
  trace(
    'manner',
    'closing of an answer',
    'helps hope',
    /\bI hope (?:this|that|these|it) helps\b[!.]?|\bI hope this (?:email|message) finds you well/,
  ),
  trace(
    'manner',
    'offer',
    'know assistance questions',
    /\b(?:let me know if (?:you(?:'d| would) like|you (?:have any (?:other|further|more)|need (?:any )?(?:further|more|anything))|there(?:'s| is) anything)|feel free to (?:ask|reach out) if|if you have any (?:further|other|more) questions)/,
  ),
  trace(
    'manner',
    'placeholder',
    'your insert name company recipient',
    /\[(?:Your (?:Full )?(?:Name|Company(?: Name)?|Position|Title|Address|Email(?: Address)?|Phone(?: Number)?|University|Organi[sz]ation|City|Job Title|Contact Information)|(?:Recipient|Company|Client|Hiring Manager|Manager|Professor|Customer|Employer)(?:['’]s)? Name|Insert [^\]\n]{2,40}|Company Name)\]/,
    undefined,
    '[',
  ),
  trace(
    'manner',
    'interface text',
    'regenerate',
    /(?<=^|\n)\s*Regenerate response\b|\bRegenerate response\s*(?=$|\n)/,
  ),
  trace(
    'manner',
    'interface text',
    'chatgpt copilot',
    /(?<=^|\n)(?:ChatGPT said:|You said:|Copilot said:|ChatGPT can make mistakes\.)/,
  ),
  trace(
    'manner',
    'opening of an answer (Chinese)',
    '当 當 以',
    /(?<=^|\n)(?:当然[！，,!]|以下是(?:一篇|一份|一个|您))/,
  ),
];

export const ASSISTANT_TRACES: readonly AssistantTrace[] = [
  ...TEMPLATES,
  ...CITATIONS,
  ...LINKS,
  ...SELF_REFERENCES,
  ...REFUSALS,
  ...MANNERS,
];
