/** A property of an XMP packet, its prefix resolved. */
export interface XmpProperty {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const MAX_PROPERTIES = 4096;
const MAX_DEPTH = 64;
const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The properties of an XMP packet (ISO 16684-1): texts of elements and of list items, attributes, and
 * `rdf:resource`. A tolerant linear scan instead of a parser, since real packets may be truncated or declare prefixes
 * twice. Entities are never fetched or defined, so nothing can expand.
 */
export function readXmp(packet: string): XmpProperty[] {
  const prefixes = new Map<string, string>();
  const open: string[] = [];
  const found: XmpProperty[] = [];
  const add = (qualified: string, value: string) => {
    const text = unescapeXml(value).trim();
    const colon = qualified.indexOf(':');
    const namespace = prefixes.get(colon < 0 ? '' : qualified.slice(0, colon));
    if (text !== '' && namespace !== undefined && found.length < MAX_PROPERTIES)
      found.push({ namespace, name: qualified.slice(colon + 1), value: text });
  };
  const isRdf = (qualified: string) =>
    prefixes.get(qualified.slice(0, Math.max(0, qualified.indexOf(':')))) === RDF;

  let at = packet.indexOf('<');
  while (at >= 0) {
    const end = tagEnd(packet, at);
    if (end < 0) break;
    const tag = packet.slice(at + 1, end);
    const next = packet.indexOf('<', end);
    if (tag.startsWith('/')) open.pop();
    else if (!tag.startsWith('?') && !tag.startsWith('!')) {
      const name = /^[^\s/>]+/.exec(tag)?.[0] ?? '';
      const attributes = [...attributesOf(tag.slice(name.length))];
      for (const [key, value] of attributes)
        if (key === 'xmlns') prefixes.set('', value);
        else if (key.startsWith('xmlns:')) prefixes.set(key.slice(6), value);
      for (const [key, value] of attributes)
        if (key.includes(':') && !key.startsWith('xml') && !isRdf(key)) add(key, value);
        else if (isRdf(key) && key.endsWith(':resource')) add(name, value);
      if (!tag.endsWith('/')) {
        if (open.length < MAX_DEPTH) open.push(name);
        const owner = open.findLast((element) => !isRdf(element));
        if (owner !== undefined && next > end + 1) add(owner, packet.slice(end + 1, next));
      }
    }
    at = next;
  }
  return found;
}

/** Position of the `>` that closes a tag, ignoring those in quoted values. */
function tagEnd(packet: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < packet.length; at++) {
    const character = packet[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}

function* attributesOf(text: string): Generator<readonly [string, string]> {
  let at = 0;
  for (;;) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return;
    let start = equals + 1;
    while (text[start] === ' ' || text[start] === '\n' || text[start] === '\r' || text[start] === '\t')
      start++;
    const quote = text[start];
    if (quote !== '"' && quote !== "'") {
      at = equals + 1;
      continue;
    }
    const end = text.indexOf(quote, start + 1);
    if (end < 0) return;
    yield [text.slice(at, equals).trim(), text.slice(start + 1, end)];
    at = end + 1;
  }
}

const unescapeXml = (text: string): string =>
  text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w{2,4});/g, (whole, name: string) => {
    if (name[0] !== '#') return ENTITIES[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
