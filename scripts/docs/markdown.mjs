/** Escapes the text of a table cell. */
export function cell(text) {
  return escaped(text).replaceAll('|', '\\|');
}

/** Escapes Markdown and HTML, since definitions are plain text. */
export function escaped(text) {
  return text.replace(/[<>*_]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );
}

/** GitHub's anchor of a heading such as `signal/word-count@1`. */
export const anchorOf = (ref) => ref.replace(/[/@]/g, '');
