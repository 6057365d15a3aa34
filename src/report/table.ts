import { type Child, html, type Markup } from './html.js';

export interface Column {
  /** Stable name, used in the URL's `sort.<table>=<key>-desc` and in the exported header. */
  readonly key: string;
  readonly title: Child;
  readonly isNumber?: boolean;
}

export interface Cell {
  readonly content: Child;
  /** The value for sorting, copying and exporting, where it is not the content. */
  readonly value?: number | string | null;
}

export interface Table {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Longer tables scroll under their header. */
const LONG = 30;

/**
 * A table that scrolls within itself on narrow screens. The script adds sorting, copying and export; without it the page
 * has no dead controls.
 */
export function table({ id, caption, columns, rows }: Table): Markup {
  if (rows.length === 0) return html``;
  const head = columns.map(
    ({ key, title, isNumber }) =>
      html`<th scope="col" data-key="${key}"${isNumber && html` class="number"`}>${title}</th>`,
  );
  const body = rows.map(
    (cells) =>
      html`<tr>${cells.map(({ content, value }, index) => {
        const isNumber = columns[index]?.isNumber;
        const data = value === undefined ? null : html` data-value="${value ?? ''}"`;
        return index === 0
          ? html`<th scope="row"${data}>${content}</th>`
          : html`<td${isNumber && html` class="number"`}${data}>${content}</td>`;
      })}</tr>
`,
  );
  return html`<div class="table${rows.length > LONG && ' long'}" role="region" aria-label="${caption}" tabindex="0"><table id="${id}" class="data"><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}
