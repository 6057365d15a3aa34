/** Of a table. */
export function cell(text) {
  return escaped(text).replaceAll('|', '\\|');
}

/** Definitions are plain text; Markdown and HTML in them are not meant. */
export function escaped(text) {
  return text.replace(/[<>*_]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );
}

/** What GitHub makes of a heading such as `signal/word-count@1`. */
export const anchorOf = (ref) => ref.replace(/[/@]/g, '');
