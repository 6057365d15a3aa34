import { undefinedBecause } from '../../core/measurement.js';
import { ORIGINS } from '../../core/origin.js';
import { defineImageSignal } from '../../core/signal.js';
import { AIGC_LABELS } from '../../origin/declared/aigc/label.js';
import { CREDENTIAL_STATES } from '../../origin/declared/c2pa/credentials.js';
import { GENERATOR_TOOLS } from '../../origin/declared/generators/index.js';
import { claimsOf, readDeclarations } from '../../origin/declared/images/declarations.js';
import { SIGNATURE_ANSWERS } from '../../origin/declared/images/novelai-signature.js';
import { SOURCE_TYPES } from '../../origin/declared/iptc/source-types.js';
import { IMAGE_CREDENTIALS } from '../../origin/declared/measured/credentials.js';
import { IMAGE_CLAIMS, measuredClaims } from '../../origin/declared/measured/image-claims.js';
import { field, noted } from '../../origin/declared/measured/noted.js';
import { measuredSignature, NOVELAI_SIGNATURE } from '../../origin/declared/measured/novelai.js';

/** A claim: anybody can write or delete such metadata. Strong in practice, since nobody forges a graph of nodes. */
export const imageGenerator = defineImageSignal({
  id: 'image-generator',
  version: 1,
  title: 'Generator metadata',
  description: 'The generator named in the image’s own metadata, with the prompt and model recorded there.',
  formula: 'the first reader in origin/declared/generators that finds its program’s own fields',
  source: 'the programs’ own code, named in each reader',
  kind: 'category',
  unit: 'code',
  values: GENERATOR_TOOLS,
  measure: async (reading, _record, { trustAnchors }) => {
    const { generators } = await readDeclarations(reading, trustAnchors);
    const first = generators.find(({ isSure }) => isSure) ?? generators[0];
    if (first === undefined) return undefinedBecause('no generator metadata');
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

/** `verified` cannot be forged without NovelAI's key. Recompression and cropping lead to `mismatch`. */
export const novelaiSignature = defineImageSignal({
  id: NOVELAI_SIGNATURE,
  version: 2,
  title: 'NovelAI signature',
  description: 'Whether NovelAI’s signature is valid for these pixels and this metadata.',
  formula: 'Ed25519 over the RGB bytes and the comment, with the published key',
  source: 'NovelAI/novelai-image-metadata nai_sig.py',
  kind: 'category',
  unit: 'code',
  values: SIGNATURE_ANSWERS,
  measure: async (reading, _record, { trustAnchors }) =>
    measuredSignature((await readDeclarations(reading, trustAnchors)).novelaiSignature, reading.bytes.length),
});

export const contentCredentials = defineImageSignal({
  id: IMAGE_CREDENTIALS.signals.state,
  version: 2,
  title: 'Content credentials (C2PA)',
  description:
    'State of the signed provenance in the file: trusted, valid, untrusted or expired signer, tampered, invalid, unreadable, only at a remote address, or removed.',
  formula:
    'signatures, hashes and certificates, checked without a network; see origin/declared/c2pa/credentials.ts',
  source: 'C2PA specification 2.1, §15; contentauth/c2pa-rs',
  kind: 'category',
  unit: 'code',
  values: CREDENTIAL_STATES,
  measure: async (reading, _record, { trustAnchors }) =>
    IMAGE_CREDENTIALS.measuredState((await readDeclarations(reading, trustAnchors)).credentials),
});

export const contentCredentialsOrigin = defineImageSignal({
  id: IMAGE_CREDENTIALS.signals.origin,
  version: 1,
  title: 'Origin by content credentials',
  description:
    'Who made the picture, according to the digital source types of its whole chain of ingredients. `content-credentials` gives the state of the signature.',
  formula: 'see originOf in origin/declared/c2pa/credentials.ts',
  source: 'IPTC digital source type; C2PA specification 2.1',
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  measure: async (reading, _record, { trustAnchors }) =>
    IMAGE_CREDENTIALS.measuredOrigin((await readDeclarations(reading, trustAnchors)).credentials),
});

export const digitalSourceType = defineImageSignal({
  id: 'digital-source-type',
  version: 1,
  title: 'Digital source type',
  description: 'How the picture was made, as a term of IPTC’s list in its XMP.',
  formula: 'last path segment of Iptc4xmpExt:DigitalSourceType, matched by namespace',
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
    'China’s implicit label of generated content: 1 generated, 2 possibly generated, 3 suspected to be generated.',
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

/** A claim of AI outweighs a claim of a camera. Undefined for most pictures, since most claim nothing. */
export const imageDeclaredOrigin = defineImageSignal({
  id: IMAGE_CLAIMS,
  isSummary: true,
  version: 1,
  title: 'Origin claimed by the image',
  description:
    'Who made the picture, according to its own credentials, labels and metadata. These are claims, some of them signed; `content-credentials` gives the state of the signature.',
  formula: 'synthetic if any claim says so, else mixed, else human, else unknown',
  source: 'IPTC digital source type; GB 45438-2025; the generators’ metadata; the order: ours',
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  measure: async (reading, _record, { trustAnchors }) =>
    measuredClaims(claimsOf(await readDeclarations(reading, trustAnchors))),
});
