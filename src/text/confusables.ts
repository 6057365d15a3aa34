/**
 * Letters that look like a Latin letter in common fonts, by script: the letter's look-alike first, then the
 * letters that resemble it. Derived from the shapes in the Unicode charts, after UTS #39's skeleton. The search relies
 * mainly on mixed scripts, so a missing pair matters little.
 */
const LOOK_ALIKES: { readonly [script: string]: string } = {
  cyrillic:
    'aаӑӓ bЬьЪ cсҫ dԁ eеёєҽ fꞙ gɡ hһҺћ iіїӏ jјʝ kкқҝԟ lӏ mм nпӣ oоӧөѳ pрҏ qԛ rгѓґ sѕ tт uцџ vѵѷ wшԝѡ xхҳӿ yуўүұӳӱ zʐ ' +
    'AАӐӒ BВ CСҪ EЕЁЄ FҒ GԌ HНҢҤӉ IІЇӀ JЈ KКҚҜԞ MМӍ NИ OОӦӨѲ PРҎ QԚ RЯ SЅ TТҬ VѴѶ WԜШѠ XХҲӾ YҮҰУЎ ZԐ 3ЗӠ',
  greek:
    'aαά bβ cϲ eεέ fϝ hη iιίϊΐ jϳ kκϰ lι nηή oοόσ pρϱ rг sς tτ uυύϋμ vνυ wωώ xχ yγυ zζ ' +
    'AΑΆ BΒ CϹ EΕΈΣ FϜ HΗΉ IΙΊΪ JͿ KΚ MΜ NΝ OΟΌΘ PΡ TΤ XΧ YΥΎΫ ZΖ',
  alphabet:
    // Armenian, Georgian, Cherokee, Lisu, Coptic, Canadian syllabics, N’Ko and others.
    'gց hհ iі jյ nոռ oօ pք qզգ uսմ wա fƒ lլ SՏ LԼ UՍ OՕ ' +
    'AᎪꓮⲀ BᏴꓐⲂ CᏟꓚⲤ DᎠꓓ EᎬꓰⲈ Fꓝ GᏀꓖ HᎻꓧⲎ IꓲⲒ JᎫꓙ KᏦꓗⲔ LᏞꓡ MᎷꓟⲘ NꓠⲚ OꓳⲞ PᏢꓑⲢ RᎡꓣ SᏚꓢ TᎢꓔⲦ UꓴՍ VᏙꓦ WᎳꓪ XꓫⲬ YᎩꓬⲨ ZᏃꓜⲌ ' +
    'aⲁ cⲥ iⲓ kⲕ nⲛ rⲅ uⲩ oⲟ pⲣ xⲭ yᎽ vᴠ sꮪ zꮓ oჿ',
  hebrew: 'oסם lון nח',
  arabic: 'oهہه٥ lا',
  indic: 'o०০੦૦୦௦౦೦ഠ൦ංග',
  spaceless: 'o๐໐ဝ០oဝ',
};

const LATIN_OF = new Map<number, string>();
for (const groups of Object.values(LOOK_ALIKES))
  for (const group of groups.split(' ')) {
    const [latin, ...others] = [...group];
    for (const other of others) LATIN_OF.set(other.codePointAt(0)!, latin!);
  }

/** The Latin letter that a letter of another script looks like, or null. */
export const latinLookAlike = (codePoint: number): string | null => LATIN_OF.get(codePoint) ?? null;

/** Compatibility look-alikes: styled, full-width, enclosed and letter-like forms have a plain one by NFKD. */
const ENCLOSED: readonly (readonly [first: number, last: number])[] = [
  [0x1f110, 0x1f129],
  [0x1f130, 0x1f149],
  [0x1f150, 0x1f169],
  [0x1f170, 0x1f189],
];
const SMALL_CAPITALS: { readonly [character: string]: string } = Object.fromEntries(
  'aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ aɐ cɔ eǝ fɟ gƃ hɥ mɯ rɹ tʇ kʞ vʌ wʍ yʎ lɩ'
    .split(' ')
    .map((pair) => {
      const [latin, styled] = [...pair];
      return [styled!, latin!];
    }),
);

/** Plain reading of a deceptive word: each character replaced by the plain letter it resembles. */
export function plainReading(text: string): string {
  let plain = '';
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    const range = ENCLOSED.find(([first, last]) => codePoint >= first && codePoint <= last);
    if (range !== undefined) plain += String.fromCharCode(0x41 + codePoint - range[0]);
    else
      plain +=
        LATIN_OF.get(codePoint) ??
        SMALL_CAPITALS[character] ??
        character.normalize('NFKD').replace(/[()]/g, (bracket) => (character === bracket ? bracket : ''));
  }
  return plain;
}
