/**
 * False alarms for known payloads in unmarked pictures: crops of the open pictures at random places, so that the grid of
 * blocks differs each time, as PNG and as JPEG of quality 70 to 99. Crops of one picture are not independent, so the
 * number of pictures is the sample size.
 *
 *   npx rolldown bench/accuracy-image-watermarks.ts --platform node --external sharp -o node_modules/.bench.mjs && node node_modules/.bench.mjs
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createImageReading } from '../src/image/index.js';
import { randomFrom } from '../src/math/random.js';
import { matchPayloads } from '../src/origin/marked/image/index.js';
import { KNOWN_PAYLOADS } from '../src/origin/marked/image/payloads.js';

const ROOT = process.argv[2] ?? '../shared/data/origin-images';
const CROPS = Number(process.argv[3] ?? 40);
const random = randomFrom('crops');
/** Matches by payload and method. */
const counts = new Map<string, number[]>();
let pictures = 0;
let crops = 0;
for (const folder of ['c2pa', 'generator-metadata', 'invisible-watermark'])
  for (const name of readdirSync(join(ROOT, folder))) {
    if (!/\.(png|jpe?g|webp)$/.test(name) || /^s(dv1|dxl)_/.test(name)) continue;
    const bytes = readFileSync(join(ROOT, folder, name));
    const metadata = await createImageReading(bytes).metadata();
    const [width, height] = [metadata.width ?? 0, metadata.height ?? 0];
    if (Math.min(width, height) < 300) continue;
    pictures++;
    for (let crop = 0; crop < CROPS; crop++) {
      const side = Math.min(width, height, 300 + random.integer(300));
      const cut = sharp(bytes)
        .extract({
          left: random.integer(width - side + 1),
          top: random.integer(height - side + 1),
          width: side,
          height: side,
        })
        .removeAlpha()
        .toColourspace('srgb');
      const encoded = crop % 2 === 0 ? cut.png() : cut.jpeg({ quality: 70 + random.integer(30) });
      const matches = await matchPayloads(createImageReading(await encoded.toBuffer()));
      if ('why' in matches) continue;
      crops++;
      for (const { payload, method, matches: count } of matches) {
        const key = `${payload.id}/${method}`;
        if (!counts.has(key)) counts.set(key, []);
        counts.get(key)!.push(count);
      }
    }
  }
console.log(`${crops} unmarked crops of ${pictures} pictures`);
for (const [key, found] of counts) {
  const length = KNOWN_PAYLOADS.find(({ id }) => key.startsWith(`${id}/`))!.bits.length;
  found.sort((a, b) => a - b);
  const at = (share: number) => found[Math.min(found.length - 1, Math.floor(share * found.length))];
  const over = (threshold: number) => found.filter((count) => count / length >= threshold).length;
  console.log(
    `${key} of ${length} bits: median ${at(0.5)}, 99 % ${at(0.99)}, 99.9 % ${at(0.999)}, largest ${found.at(-1)}; ≥ 3/4: ${over(0.75)}, ≥ 13/16: ${over(13 / 16)}, ≥ 7/8: ${over(0.875)}`,
  );
}
