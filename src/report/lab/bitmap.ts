/** Most pixels per side; the page shows pictures at 38. */
const MOST_PIXELS = 64;

/**
 * A grey picture as a data URL of an 8-bit Windows bitmap, a raster format that needs no compressor. Values in [0, 1];
 * 0 is white, like ink on paper. Pictures of more than 64 pixels a side are scaled down.
 */
export function encodeGreyBitmap(pixels: ArrayLike<number>, width: number, height: number): string {
  const scale = Math.max(width, height) / MOST_PIXELS;
  if (scale <= 1) return bitmapOf(pixels, width, height);
  const small = { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
  return bitmapOf(averaged(pixels, { width, height }, small), small.width, small.height);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Each new pixel is the mean of the pixels it covers. */
function averaged(pixels: ArrayLike<number>, from: Size, to: Size): Float64Array {
  const spans = (length: number, count: number) =>
    Array.from({ length: count }, (_, at): [number, number] => [
      Math.floor((at * length) / count),
      Math.floor(((at + 1) * length) / count),
    ]);
  const columns = spans(from.width, to.width);
  const values = spans(from.height, to.height).flatMap(([top, bottom]) =>
    columns.map(([left, right]) => {
      let total = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) total += pixels[row * from.width + column]!;
      return total / ((bottom - top) * (right - left));
    }),
  );
  return Float64Array.from(values);
}

function bitmapOf(pixels: ArrayLike<number>, width: number, height: number): string {
  const stride = Math.ceil(width / 4) * 4;
  const offset = 14 + 40 + 1024;
  const bytes = new Uint8Array(offset + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, offset, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  // A negative height counts rows from the top.
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 8, true);
  view.setUint32(46, 256, true);
  for (let grey = 0; grey < 256; grey++) bytes.set([grey, grey, grey, 0], 54 + grey * 4);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const value = Math.min(1, Math.max(0, pixels[row * width + column]!));
      bytes[offset + row * stride + column] = 255 - Math.round(value * 255);
    }
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/bmp;base64,${btoa(binary)}`;
}
