import { type Span, undefinedBecause } from '../../core/measurement.js';
import { ORIGINS } from '../../core/origin.js';
import { defineImageSignal } from '../../core/signal.js';
import { AIGC_LABELS } from '../../origin/declared/aigc/label.js';
import { CREDENTIAL_STATES, type CredentialState, originOf } from '../../origin/declared/c2pa/credentials.js';
import { GENERATOR_TOOLS } from '../../origin/declared/generators/index.js';
import {
  claimsOf,
  declaredOriginOf,
  type ImageDeclarations,
  readDeclarations,
} from '../../origin/declared/images/declarations.js';
import { SOURCE_TYPES } from '../../origin/declared/iptc/source-types.js';

const NOTE_CHARACTERS = 300;

/** Evidence for people: where in the file, and what stands there. */
const noted = (place: { start: number; end: number }, ...notes: (string | undefined | null)[]): Span[] =>
  notes
    .filter((note) => note !== undefined && note !== null && note !== '')
    .map((note) => ({
      start: place.start,
      end: place.end,
      note: note!.length > NOTE_CHARACTERS ? `${note!.slice(0, NOTE_CHARACTERS - 1)}…` : note!,
    }));
const field = (name: string, value: string | null | undefined): string | null =>
  value === undefined || value === null ? null : `${name}: ${value}`;

/** Anybody can write or delete such metadata: a claim, strong in practice since nobody forges a graph of nodes. */
export const imageGenerator = defineImageSignal({
  id: 'image-generator',
  version: 1,
  title: 'Generator metadata',
  description:
    'The program that the image’s own metadata names as its maker, with the prompt and model it wrote down.',
  formula: 'the first of the readers in origin/images/generators that finds its program’s own fields',
  source: 'the programs’ own code, named in each reader',
  kind: 'category',
  unit: 'code',
  values: GENERATOR_TOOLS,
  measure: async (reading, _record, { trustAnchors }) => {
    const { generators } = await readDeclarations(reading, trustAnchors);
    const first = generators.find(({ isSure }) => isSure) ?? generators[0];
    if (first === undefined) return undefinedBecause('no generator’s metadata');
    return {
      value: first.tool,
      spans: generators.flatMap(({ entry, tool, prompt, negativePrompt, model, version, isSure }) =>
        noted(
          entry,
          `${tool}${isSure ? '' : ' (weak trace)'}: ${entry.carrier} ${entry.key}`,
          field('model', model),
          field('version', version),
          field('prompt', prompt),
          field('negative prompt', negativePrompt),
        ),
      ),
    };
  },
});

/** What each state means, for people. */
const IN_WORDS: { readonly [state in CredentialState]: string } = {
  trusted: 'signed, all hashes hold, and the signer leads to a trusted anchor',
  valid: 'signed, and all hashes hold; whether the signer is to be trusted was not asked',
  'untrusted-signer': 'signed, and all hashes hold, by a signer that leads to no trusted anchor',
  'expired-signer': 'signed, and all hashes hold, by a certificate that had run out',
  tampered: 'signed, and what is in the file is not what was signed',
  invalid: 'signed, against a rule of C2PA',
  unreadable: 'there are credentials, and they cannot be read',
  'remote-only': 'the file names an address where its credentials are; nothing was fetched',
  removed: 'the file speaks of credentials that are gone',
};

/** `verified` cannot be forged without NovelAI's key; `mismatch` is what recompression and cropping leave. */
export const novelaiSignature = defineImageSignal({
  id: 'novelai-signature',
  version: 2,
  title: 'NovelAI signature',
  description: 'Whether NovelAI’s signature holds for these pixels and this metadata.',
  formula: 'Ed25519 over the RGB bytes and the comment, by the published key',
  source: 'NovelAI/novelai-image-metadata nai_sig.py',
  kind: 'category',
  unit: 'code',
  values: ['verified', 'mismatch', 'absent'],
  measure: async (reading, _record, { trustAnchors }) => {
    const { novelaiSignature: value } = await readDeclarations(reading, trustAnchors);
    if (value === null) return undefinedBecause('no metadata of NovelAI');
    if (value === 'absent') return { value };
    const note =
      value === 'verified'
        ? 'NovelAI’s signature holds for these pixels and this metadata'
        : 'NovelAI’s signature is not one of these pixels and this metadata, as after any change';
    return { value, spans: noted({ start: 0, end: reading.bytes.length }, note) };
  },
});

export const contentCredentials = defineImageSignal({
  id: 'content-credentials',
  version: 2,
  title: 'Content credentials (C2PA)',
  description:
    'What became of the signed provenance in the file: trusted, valid, by an untrusted or expired signer, tampered, invalid, unreadable, only at a remote address, or removed.',
  formula: 'signatures, hashes and certificates checked without a network; see origin/c2pa/credentials.ts',
  source: 'C2PA specification 2.1, §15; contentauth/c2pa-rs',
  kind: 'category',
  unit: 'code',
  values: CREDENTIAL_STATES,
  measure: async (reading, _record, { trustAnchors }) => {
    const { credentials } = await readDeclarations(reading, trustAnchors);
    if (credentials === null) return undefinedBecause('no content credentials');
    const { state, failures, generator, issuer, signedAt, sourceTypes } = credentials;
    return {
      value: state,
      spans: noted(
        credentials,
        IN_WORDS[state],
        field('generator', generator),
        field('signed by', issuer),
        field('signed at', signedAt),
        ...sourceTypes.map(({ term, role }) => `${term} (${role})`),
        failures.length === 0 ? null : failures.join(', '),
      ),
    };
  },
});

export const contentCredentialsOrigin = defineImageSignal({
  id: 'content-credentials-origin',
  version: 1,
  title: 'Origin by content credentials',
  description:
    'Who made the picture by the digital source types of its whole chain of ingredients; `content-credentials` says whether the signature holds.',
  formula: 'see originOf in origin/c2pa/credentials.ts',
  source: 'IPTC digital source type; C2PA specification 2.1',
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  measure: async (reading, _record, { trustAnchors }) => {
    const { credentials } = await readDeclarations(reading, trustAnchors);
    const value = credentials === null ? null : originOf(credentials);
    return value === null ? undefinedBecause('no content credentials that say it') : { value };
  },
});

export const digitalSourceType = defineImageSignal({
  id: 'digital-source-type',
  version: 1,
  title: 'Digital source type',
  description: 'How the picture came about by IPTC’s list, as its XMP says.',
  formula: 'Iptc4xmpExt:DigitalSourceType by namespace, its last path segment',
  source: 'IPTC NewsCodes digitalsourcetype; IPTC Photo Metadata Standard 2025.1',
  kind: 'category',
  unit: 'code',
  values: SOURCE_TYPES,
  measure: async (reading, _record, { trustAnchors }) => {
    const { sourceType } = await readDeclarations(reading, trustAnchors);
    return sourceType === null
      ? undefinedBecause('no digital source type in XMP')
      : { value: sourceType.term, spans: noted(sourceType, ...sourceType.details) };
  },
});

export const aigcLabel = defineImageSignal({
  id: 'aigc-label',
  version: 1,
  title: 'AIGC label',
  description:
    'China’s implicit label of generated content: 1 it is, 2 it may be, 3 it is suspected to be generated.',
  formula: 'Label of the JSON object in XMP, EXIF or PNG text',
  source: 'GB 45438-2025, annex E, as TC260’s guides quote it',
  kind: 'category',
  unit: 'code',
  values: AIGC_LABELS,
  measure: async (reading, _record, { trustAnchors }) => {
    const { aigc } = await readDeclarations(reading, trustAnchors);
    return aigc === null
      ? undefinedBecause('no AIGC label')
      : {
          value: aigc.label,
          spans: noted(
            aigc,
            aigc.where,
            field('producer', aigc.producer),
            field('id', aigc.produceId),
            field('propagator', aigc.propagator),
          ),
        };
  },
});

const evidenceOf = (declarations: ImageDeclarations): Span[] =>
  claimsOf(declarations).flatMap((claim) => noted(claim, `${claim.origin}: ${claim.note}`));

/** A claim of AI outweighs one of a camera. Silent about most pictures: most say nothing. */
export const imageDeclaredOrigin = defineImageSignal({
  id: 'image-declared-origin',
  isSummary: true,
  version: 1,
  title: 'Origin by the image itself',
  description:
    'Who made the picture by its own credentials, labels and metadata: claims, some of them signed; `content-credentials` says how well.',
  formula: 'synthetic if any claim says so, else mixed, else human, else unknown',
  source: 'IPTC digital source type; GB 45438-2025; the generators’ metadata; the order: ours',
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  measure: async (reading, _record, { trustAnchors }) => {
    const declarations = await readDeclarations(reading, trustAnchors);
    const value = declaredOriginOf(claimsOf(declarations));
    return value === null
      ? undefinedBecause('the image does not say who made it')
      : { value, spans: evidenceOf(declarations) };
  },
});
