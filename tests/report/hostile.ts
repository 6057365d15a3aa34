/** Strings that have broken pages before: markup, quotes, template ends, controls, halves of characters. */
export const HOSTILE = [
  '<script>window.pwned = 1</script>',
  '"><img src=x onerror="window.pwned=1">',
  "' onmouseover='window.pwned=1' x='",
  '</style></script></title><svg onload=window.pwned=1>',
  '<!-- --><!doctype html><base href="//evil.example/">',
  'javascript:window.pwned=1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to look like one
  '${window.pwned=1} {{7*7}} `backtick`',
  '&lt;b&gt; &amp;amp; &#0;',
  '\u202egnp.exe\u202c \u2066isolated\u2069',
  'a\u0000b\u0007c\u001b[31mred\u001b[0m\u009b2J',
  '\ud83d half, \udc00 half',
  'zero\u200bwidth\u200djoiner\ufeff',
  '\u{e0049}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}',
  'line\r\nend\u2028and\u2029more\ttab',
  'שלום עולם مرحبا 日本語 ภาษาไทย 👩‍👩‍👧‍👦',
  ']]>--></textarea></noscript></iframe><iframe srcdoc="x">',
  '=HYPERLINK("http://evil.example","x")',
  '\u0300\u0301\u0302'.repeat(30),
  'x'.repeat(500),
] as const;

/** Words of our own that select something; data does not write them. */
const CHOSEN = new Set([
  'decision',
  'kind',
  'format',
  'side',
  'scale',
  'answer',
  'rung',
  'origin',
  'contradiction',
]);

/** The same report with every free string replaced, each time by the next hostile one and a number. */
export function hostileCopy<T>(value: T): T {
  let next = 0;
  const copy = (node: unknown, key: string): unknown => {
    if (typeof node === 'string')
      return CHOSEN.has(key) ? node : `${HOSTILE[next % HOSTILE.length]!} ${next++}`;
    if (Array.isArray(node)) return node.map((item) => copy(item, key));
    if (node && typeof node === 'object')
      return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, copy(item, name)]));
    return node;
  };
  return copy(value, '') as T;
}
