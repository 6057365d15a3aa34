import { html, type Markup } from './html.js';

/** The definition of a corpus metric. */
export interface QuestionFacts {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
}

/** The definition, shown when unfolded. */
export const definition = ({ id, version, formula, source }: QuestionFacts): Markup =>
  html`<dl class="facts"><div><dt>Formula</dt><dd>${formula}</dd></div><div><dt>Source</dt><dd>${source}</dd></div><div><dt>Id</dt><dd><code>metric/${id}@${version}</code></dd></div></dl>`;
