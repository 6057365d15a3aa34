import { createWordLists } from './word-lists.js';

/**
 * The commonest function words of sixteen languages, chosen so that they make up a third to a half of running prose.
 * Small on purpose: they distinguish prose from lists, not one language from another.
 */
export const STOP_WORDS = {
  ar: 'في من على إلى عن أن إن لا ما هذا هذه ذلك التي الذي هو هي كان كانت قد لم لن ثم أو بين بعد قبل كل مع عند حتى و كما غير منذ حيث',
  cs: 'a i v ve na se si je že do z ze s k ke o u po pro za při od jako ale nebo to ten ta by byl byla bylo jsou není tak jak již jen také který která které',
  de: 'der die das und in zu den dem des ein eine einer eines einem einen ist sind war im von mit auf für an auch es er sie sich nicht als aus bei nach wie dass oder aber am um zum zur wird werden hat haben ich wir so noch nur über vor durch',
  el: 'ο η το οι τα του της των τον την και να με για που από στο στη στην στον σε είναι δεν θα ως ότι ένα μια ένας αυτό αλλά ή ήταν κατά μετά',
  en: 'the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or an will my one all would there their what so up out if about who which is are was were been has had its can no than',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde fue son era ha',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux elle ou mais comme nous vous ils on sa ses leur était été cette ces je y être ont',
  hi: 'के का की में है और को से पर ने हैं यह था कि इस एक भी थे थी नहीं तो हो कर गया लिए ही या जो वह साथ अपने कुछ तक उस इन किया बाद',
  id: 'yang dan di ini itu dengan untuk dari tidak dalam pada akan ke adalah juga saya ada oleh atau sebagai karena mereka kami dapat bisa telah sudah seperti lebih hanya tetapi bahwa kita ia',
  it: 'di e il la che in un a per è una del le si della i con non dei da al alla nel come più ma anche lo gli delle sono ha su o se ci dal era nella questo questa suo sua',
  nl: 'de het een en van in is dat op te zijn met voor niet aan er om ook als die was door bij hij maar naar dan nog uit ze of wordt heeft werd tot over haar ik deze worden kan',
  pl: 'w i na z się do że nie jest to o jak po od za ale co przez dla tak jego był była było są ze oraz tym ten ta który która które może tylko przy czy już jej ich lub',
  pt: 'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso foi são é ser',
  ru: 'и в не на что с он как по но это из у к за от о так же для его все а только до бы или мы они она если то был была было были при во со также быть я ты вы ее их где когда',
  sv: 'och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år säger hon under också efter eller nu sin där vid mot ska skulle då ut',
  tr: 've bir bu da de için ile çok daha olarak olan gibi en ne o kadar sonra ya değil her ama var ben mi mı ki diye bunu ancak göre olduğu ise hem veya şu',
} as const;

export type StopWordLanguage = keyof typeof STOP_WORDS;
export const STOP_WORD_LANGUAGES = Object.keys(STOP_WORDS) as readonly StopWordLanguage[];

/** First code units of words in the scripts of those languages: Latin, Greek, Cyrillic, Arabic, Devanagari. */
const COVERED = new Uint8Array(0x10000);
for (const [first, last] of [
  [0x41, 0x24f],
  [0x1e00, 0x1eff],
  [0x370, 0x3ff],
  [0x400, 0x52f],
  [0x620, 0x6ff],
  [0x900, 0x97f],
] as const)
  COVERED.fill(1, first, last + 1);

/** Whether a word that begins with this UTF-16 unit is in a script that has a list. */
export const hasStopWordList = (unit: number): boolean => COVERED[unit] === 1;

const lists = createWordLists(Object.values(STOP_WORDS));
const counts = new Int32Array(STOP_WORD_LANGUAGES.length);

/**
 * Number of words in each language's list, in the order of STOP_WORD_LANGUAGES. Words are given as hashes of types with
 * frequencies.
 */
export function countStopWords(
  typeHash: Uint32Array,
  typeFrequency: Int32Array,
  typeCount: number,
): Int32Array {
  const { bitsOf } = lists;
  const found = counts.fill(0);
  for (let type = 0; type < typeCount; type++)
    for (let bits = bitsOf(typeHash[type]!); bits !== 0; bits &= bits - 1)
      found[31 - Math.clz32(bits & -bits)]! += typeFrequency[type]!;
  return found;
}
