/** Bits as 0 and 1, in order. */
export type Bits = Uint8Array;

/** A watermark that a known program embeds in every picture it generates. */
export interface KnownPayload {
  readonly id: string;
  readonly title: string;
  readonly bits: Bits;
  readonly source: string;
}

const bitsOfText = (text: string): Bits =>
  Uint8Array.from([...text].flatMap((character) => bitsOfByte(character.charCodeAt(0))));
const bitsOfByte = (byte: number): number[] => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1);
/** Binary digits; blanks are ignored. */
export const bitsOfDigits = (digits: string): Bits =>
  Uint8Array.from(digits.replaceAll(' ', ''), (digit) => Number(digit));

/** The payloads of published programs, all embedded by `dwtDct`. */
export const KNOWN_PAYLOADS: readonly KnownPayload[] = [
  {
    id: 'stable-diffusion-1',
    title: 'Stable Diffusion 1.x',
    bits: bitsOfText('StableDiffusionV1'),
    source: 'CompVis/stable-diffusion scripts/txt2img.py',
  },
  {
    id: 'stable-diffusion-2',
    title: 'Stable Diffusion 2.x',
    bits: bitsOfText('SDV2'),
    source: 'Stability-AI/stablediffusion scripts/txt2img.py',
  },
  {
    id: 'stable-diffusion-xl',
    title: 'Stable Diffusion XL, Stable Video Diffusion, diffusers',
    bits: bitsOfDigits('10110011 11101100 10010000 01111011 10110001 10011110'),
    source:
      'Stability-AI/generative-models sgm/inference/helpers.py; diffusers pipelines/stable_diffusion_xl/watermark.py',
  },
  {
    id: 'flux',
    title: 'FLUX',
    // The constant has 48 digits; its code drops the two leading zeros.
    bits: bitsOfDigits('0010101011111110 1000011110011100 1111010100101110').subarray(2),
    source: 'black-forest-labs/flux src/flux/util.py',
  },
];
