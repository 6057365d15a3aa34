const VOID = new Set(['meta', 'br', 'img', 'link', 'input', 'hr', 'base']);
const TAG =
  /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z_:][a-zA-Z0-9_:.-]*(?:="[^"<]*")?)*)\s*(\/?)>|<!doctype html>|</g;

/** What is wrong with a page's markup: tags that do not pair, stray `<`, ids twice, links to nowhere. */
export function faultsOf(page: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  const links: string[] = [];
  const body = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>');
  for (const match of body.matchAll(TAG)) {
    const [tag, slash, name, attributes = '', selfClosing] = match;
    if (tag === '<') faults.push(`stray < at ${body.slice(match.index, match.index + 40)}`);
    if (!name) continue;
    const id = attributes.match(/\sid="([^"]*)"/)?.[1];
    if (id !== undefined && ids.has(id)) faults.push(`id twice: ${id}`);
    if (id !== undefined) ids.add(id);
    const link = attributes.match(/\shref="([^"]*)"/)?.[1];
    if (link !== undefined) links.push(link);
    if (/\s(on\w+|style|src)=/.test(attributes.replace(/"[^"]*"/g, '')))
      faults.push(`forbidden attribute in ${tag}`);
    if (slash) {
      const last = open.pop();
      if (last !== name) faults.push(`</${name}> closes <${last}>`);
    } else if (!selfClosing && !VOID.has(name)) open.push(name);
  }
  for (const name of open) faults.push(`<${name}> is never closed`);
  for (const link of links)
    if (!link.startsWith('#') || !ids.has(link.slice(1))) faults.push(`link to nowhere: ${link}`);
  return faults;
}
