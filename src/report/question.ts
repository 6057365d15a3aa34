import { html, type Markup } from './html.js';

/** What a question to the whole corpus says of itself. */
export interface QuestionFacts {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
}

/** How a question was answered, for those who unfold it. */
export const definition = ({ id, version, formula, source }: QuestionFacts): Markup =>
  html`<dl class="facts"><div><dt>Formula</dt><dd>${formula}</dd></div><div><dt>Source</dt><dd>${source}</dd></div><div><dt>Id</dt><dd><code>metric/${id}@${version}</code></dd></div></dl>`;
