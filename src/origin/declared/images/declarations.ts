import type { Origin } from '../../../core/origin.js';
import { isDecoded } from '../../../image/decode.js';
import type { ImageReading } from '../../../image/reading.js';
import { type FoundAigcLabel, findAigcLabel } from '../aigc/label.js';
import { type Credentials, originOf, readCredentials } from '../c2pa/credentials.js';
import { readGenerators } from '../generators/index.js';
import type { GeneratorFacts } from '../generators/reader.js';
import { type DeclaredSourceType, meaningOf, readSourceType } from '../iptc/source-types.js';
import { ed25519Key, NOVELAI_KEY, type SignatureAnswer, verifyNovelai } from './novelai-signature.js';
import { readStealth } from './stealth.js';

/** All declarations in an image about its origin. */
export interface ImageDeclarations {
  readonly generators: readonly GeneratorFacts[];
  /** For NovelAI's files; null for others. */
  readonly novelaiSignature: SignatureAnswer | null;
  readonly credentials: Credentials | null;
  readonly sourceType: DeclaredSourceType | null;
  readonly aigc: FoundAigcLabel | null;
}

const DECLARATIONS = Symbol('declarations');

/** Reads all declarations once per reading. Decodes the pixels to find metadata hidden in them. */
export const readDeclarations = (reading: ImageReading, trustAnchors = ''): Promise<ImageDeclarations> =>
  reading.once(DECLARATIONS, async () => {
    const metadata = await reading.metadata();
    const pixels = await reading.pixels();
    const hidden = isDecoded(pixels) ? await readStealth(pixels) : null;
    const generators = [
      ...readGenerators(metadata),
      ...(hidden === null ? [] : readGenerators({ entries: hidden, xmp: [] })),
    ];
    const isNovelai = isDecoded(pixels) && generators.some(({ tool }) => tool === 'novelai');
    const comments = [...(hidden ?? []), ...metadata.entries].filter(
      ({ key }) => key === 'Comment' || key === 'UserComment',
    );
    return {
      generators,
      novelaiSignature: isNovelai ? verifyNovelai(comments, pixels, novelaiKey()) : null,
      credentials: await readCredentials(reading, { trustAnchors }),
      sourceType: readSourceType(metadata),
      aigc: findAigcLabel(metadata),
    };
  });

let key: ReturnType<typeof ed25519Key> | null = null;
const novelaiKey = () => {
  key ??= ed25519Key(NOVELAI_KEY);
  return key;
};

/** The origin that one declaration claims, with its wording. */
export interface OriginClaim {
  readonly origin: Origin;
  readonly note: string;
  readonly start: number;
  readonly end: number;
}

/** Every claim with its evidence, the most formal first. Weak traces and the uncertain labels 2 and 3 do not count. */
export function claimsOf(declarations: ImageDeclarations): OriginClaim[] {
  const { credentials, sourceType, aigc, generators } = declarations;
  const claims: OriginClaim[] = [];
  const credentialOrigin = credentials === null ? null : originOf(credentials);
  if (credentials !== null && credentialOrigin !== null) {
    const terms = credentials.sourceTypes.map(({ term, generator }) => `${term} (${generator})`);
    const note = `content credentials, ${credentials.state}: ${terms.join(', ')}`;
    claims.push({ origin: credentialOrigin, note, start: credentials.start, end: credentials.end });
  }
  if (sourceType !== null)
    claims.push({
      origin: meaningOf(sourceType.term),
      note: [`IPTC digital source type ${sourceType.term}`, ...sourceType.details].join('; '),
      start: sourceType.start,
      end: sourceType.end,
    });
  if (aigc !== null && aigc.label === '1')
    claims.push({
      origin: 'synthetic',
      note: `AIGC label 1 in ${aigc.where}${aigc.producer === null ? '' : `, producer ${aigc.producer}`}`,
      start: aigc.start,
      end: aigc.end,
    });
  for (const { tool, origin, isSure, entry } of generators)
    if (isSure)
      claims.push({
        origin,
        note: `${tool}: ${entry.carrier} ${entry.key}`,
        start: entry.start,
        end: entry.end,
      });
  return claims;
}

/** Joins several claims. A claim of AI outweighs one of a camera, since pictures are edited after they are taken. */
export function declaredOriginOf(claims: readonly OriginClaim[]): Origin | null {
  for (const origin of ['synthetic', 'mixed', 'human', 'unknown'] as const)
    if (claims.some((claim) => claim.origin === origin)) return origin;
  return null;
}
