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

/** `verified` cannot be forged without NovelAI's key; `mismatch` is what recompression and cropping leave. */
export const novelaiSignature = defineImageSignal({
  id: NOVELAI_SIGNATURE,
  version: 2,
  title: 'NovelAI signature',
  description: 'Whether NovelAI’s signature holds for these pixels and this metadata.',
  formula: 'Ed25519 over the RGB bytes and the comment, by the published key',
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
    'What became of the signed provenance in the file: trusted, valid, by an untrusted or expired signer, tampered, invalid, unreadable, only at a remote address, or removed.',
  formula: 'signatures, hashes and certificates checked without a network; see origin/c2pa/credentials.ts',
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
    'Who made the picture by the digital source types of its whole chain of ingredients; `content-credentials` says whether the signature holds.',
  formula: 'see originOf in origin/c2pa/credentials.ts',
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

/** A claim of AI outweighs one of a camera. Silent about most pictures: most say nothing. */
export const imageDeclaredOrigin = defineImageSignal({
  id: IMAGE_CLAIMS,
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
  measure: async (reading, _record, { trustAnchors }) =>
    measuredClaims(claimsOf(await readDeclarations(reading, trustAnchors))),
});
