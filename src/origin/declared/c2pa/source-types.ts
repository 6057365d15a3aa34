import { sourceTypeTerm } from '../iptc/source-types.js';
import type { Manifest, ManifestStore } from './engine.js';

/** One statement of a digital source type, and the role of its subject in the picture. */
export interface ChainedSourceType {
  readonly term: string;
  /**
   * `active`: about the file itself; `parent`: about the file it was edited from; `component`: about an inserted part.
   */
  readonly role: 'active' | 'parent' | 'component';
  /** Program that made the statement. */
  readonly generator: string;
}

const MAX_MANIFESTS = 256;
const MAX_DEPTH = 24;

/** Every digital source type of the active manifest and of its whole chain of ingredients. */
export function sourceTypesOf({
  active_manifest: active,
  manifests = {},
}: ManifestStore): ChainedSourceType[] {
  const found: ChainedSourceType[] = [];
  const seen = new Set<string>();
  const visit = (label: string | undefined, role: ChainedSourceType['role']): void => {
    const manifest = label === undefined ? undefined : manifests[label];
    if (manifest === undefined || seen.has(label!) || seen.size >= MAX_MANIFESTS) return;
    seen.add(label!);
    for (const term of new Set(termsIn(manifest.assertions, 0)))
      found.push({ term, role, generator: generatorOf(manifest) });
    for (const { active_manifest: next, relationship } of manifest.ingredients ?? []) {
      // The input of a model is not part of the picture that it generated.
      if (relationship === 'inputTo') continue;
      const isParent = relationship === 'parentOf' && role !== 'component';
      visit(next, isParent ? 'parent' : 'component');
    }
  };
  visit(active, 'active');
  return found;
}

function termsIn(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((item) => termsIn(item, depth + 1));
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name !== 'digitalSourceType') return termsIn(inner, depth + 1);
    const term = typeof inner === 'string' ? sourceTypeTerm(inner) : null;
    return term === null ? [] : [term];
  });
}

/** Name of the program that made the claim. */
export function generatorOf({ claim_generator: name, claim_generator_info: info }: Manifest): string {
  const first = info?.[0];
  if (first?.name !== undefined) return [first.name, first.version].filter(Boolean).join(' ');
  return name ?? 'unnamed program';
}
