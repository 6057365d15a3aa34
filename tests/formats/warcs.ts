/** One record of a WARC file. */
export function warcRecord(
  type: string,
  content: string | Buffer,
  fields: { readonly [name: string]: string } = {},
): Buffer {
  const bytes = Buffer.from(content);
  const header = Object.entries({ 'WARC-Type': type, ...fields, 'Content-Length': `${bytes.length}` });
  const lines = ['WARC/1.0', ...header.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), bytes, Buffer.from('\r\n\r\n')]);
}

/** A conversion as in Common Crawl's WET files. */
export const conversion = (text: string, at: number): Buffer =>
  warcRecord('conversion', text, {
    'WARC-Target-URI': `https://www.example.org/${at}`,
    'WARC-Date': '2024-02-20T21:09:55Z',
    'WARC-Record-ID': `<urn:uuid:${at}>`,
    'WARC-Identified-Content-Language': 'deu,eng',
    'Content-Type': 'text/plain',
  });

/** A WET file with these texts. */
export const wet = (texts: readonly string[]): Buffer =>
  Buffer.concat([
    warcRecord('warcinfo', 'Software-Info: test\r\n', { 'Content-Type': 'application/warc-fields' }),
    ...texts.map(conversion),
  ]);
