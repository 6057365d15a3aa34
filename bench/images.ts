import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { DEFAULT_SIGNAL_SETTINGS } from '../src/core/signal.js';
import { createImageReading } from '../src/image/index.js';
import { randomFrom } from '../src/math/random.js';
import { IMAGE_SIGNALS } from '../src/signals/image/index.js';
import { imageRecord } from '../tests/image/fixtures.js';

/**
 * npm run bench -- images [seconds] [folder of photographs]
 *
 * Pictures of 1,024 × 1,024 per second of processor time, by container: decoding alone (the lower limit), decoding with
 * every image signal, and the time that the signals add. Pictures are cut from photographs of the folder; without a
 * folder they are made, soft shapes with sensor grain.
 */
const SIDE = 1024;
const PICTURES = 6;

const seconds = Number(process.argv[2] ?? 3);
const folder = process.argv[3];

const ENCODERS: { readonly [container: string]: (picture: Sharp) => Sharp } = {
  'JPEG, quality 90': (picture) => picture.jpeg({ quality: 90 }),
  'JPEG, quality 75': (picture) => picture.jpeg({ quality: 75 }),
  PNG: (picture) => picture.png(),
  'WebP, quality 80': (picture) => picture.webp({ quality: 80 }),
  'WebP, lossless': (picture) => picture.webp({ lossless: true, effort: 1 }),
  'AVIF, quality 50': (picture) => picture.avif({ quality: 50, effort: 1 }),
  GIF: (picture) => picture.gif({ effort: 1 }),
};

function made(seed: number): Sharp {
  const random = randomFrom(`picture ${seed}`);
  const shapes = Array.from({ length: 60 }, () => {
    const [x, y, r, hue] = [SIDE, SIDE, 200, 360].map((most) => Math.floor(random.uniform() * most));
    return `<circle cx="${x}" cy="${y}" r="${20 + r!}" fill="hsl(${hue} 60% 50%)" opacity=".7"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">${shapes.join('')}</svg>`;
  const grain = Buffer.alloc(SIDE * SIDE * 3);
  for (let at = 0; at < grain.length; at++) grain[at] = 96 + Math.floor(random.uniform() * 64);
  return sharp(Buffer.from(drawing))
    .flatten({ background: '#777' })
    .blur(2)
    .composite([{ input: grain, raw: { width: SIDE, height: SIDE, channels: 3 }, blend: 'overlay' }]);
}

async function photographs(): Promise<Buffer[]> {
  const sources =
    folder === undefined
      ? Array.from({ length: PICTURES }, (_, seed) => made(seed))
      : readdirSync(folder)
          .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
          .slice(0, PICTURES)
          .map((name) => sharp(readFileSync(join(folder, name))));
  return Promise.all(
    sources.map((source) => source.resize(SIDE, SIDE, { fit: 'cover' }).removeAlpha().png().toBuffer()),
  );
}

async function perSecond(
  files: readonly Buffer[],
  work: (bytes: Buffer) => Promise<unknown>,
): Promise<number> {
  for (const bytes of files) await work(bytes);
  const started = process.cpuUsage();
  let count = 0;
  let used = 0;
  while (used < seconds) {
    await work(files[count++ % files.length]!);
    const { user, system } = process.cpuUsage(started);
    used = (user + system) / 1e6;
  }
  return count / used;
}

const decode = (bytes: Buffer) => createImageReading(bytes).pixels();
async function measure(bytes: Buffer): Promise<void> {
  const reading = createImageReading(bytes);
  const record = imageRecord(bytes);
  for (const signal of IMAGE_SIGNALS) await signal.measure(reading, record, DEFAULT_SIGNAL_SETTINGS);
}

const pictures = await photographs();
console.log(
  '| container | kB | decoded per second | all signals | signals, ms |\n| --- | ---: | ---: | ---: | ---: |',
);
for (const [container, encode] of Object.entries(ENCODERS)) {
  const files = await Promise.all(pictures.map((picture) => encode(sharp(picture)).toBuffer()));
  const kilobytes = files.reduce((sum, { length }) => sum + length, 0) / files.length / 1000;
  const [decoded, measured] = [await perSecond(files, decode), await perSecond(files, measure)];
  console.log(
    `| ${container} | ${kilobytes.toFixed(0)} | ${decoded.toFixed(0)} | ${measured.toFixed(0)} | ${(1000 / measured - 1000 / decoded).toFixed(1)} |`,
  );
}
