/**
 * A grey picture as a data URL of an 8-bit Windows bitmap: the one raster format that needs no compressor, so
 * the page is made without one. Values in [0, 1]; 0 is white, as ink on paper.
 */
export function encodeGreyBitmap(pixels: ArrayLike<number>, width: number, height: number): string {
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
