import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FreckleError } from '../core/errors.js';
import type { Format } from '../core/format.js';
import { type CorpusQuestion, isFindingMetric } from '../core/metric.js';
import type { KnownFinding, KnownSignal } from '../core/policy.js';
import type { Signal } from '../core/signal.js';
import { refuseUnusable } from './extension-checks.js';
import { guarded } from './guarded-signal.js';
import { LISTS, type Lists } from './lists.js';
import { vocabularyOf } from './vocabulary.js';

/**
 * A user's own signals, metrics and formats. Functions cannot be sent to other threads: objects run in the calling
 * thread, modules in every thread.
 */
export interface Extensions {
  /** Your own signals, made by `defineTextSignal` or `defineImageSignal`. */
  readonly signals?: readonly Signal[];
  /** Your own corpus metrics: objects of the type `Metric` or `FindingMetric`. */
  readonly metrics?: readonly CorpusQuestion[];
  /** Your own formats: objects of the type `Format`. */
  readonly formats?: readonly Format[];
  /** ES modules by path or URL. Their exports `signals`, `metrics` and `formats` are lists of such objects; every thread imports them. */
  readonly extensions?: readonly string[];
}

/** The extensions as other threads get them: modules to import, and the facts that policies need about the objects. */
export interface ThreadExtensions {
  readonly modules: readonly string[];
  readonly signals: readonly KnownSignal[];
  readonly findings: readonly KnownFinding[];
}

/** The lists with a user's additions. */
export interface ExtendedLists extends Lists {
  /** The user's own metrics, of both kinds. */
  readonly ownQuestions: readonly CorpusQuestion[];
  readonly forThreads: ThreadExtensions;
  /** Whether there are objects, whose code exists in this thread only. */
  readonly isBound: { readonly signals: boolean; readonly formats: boolean };
}

const NOTHING: ThreadExtensions = { modules: [], signals: [], findings: [] };

/** Freckle's own lists, with nothing added. */
export const OWN_LISTS: ExtendedLists = {
  ...LISTS,
  ownQuestions: [],
  forThreads: NOTHING,
  isBound: { signals: false, formats: false },
};

/** @throws FreckleError `input-not-found` | `invalid-setting` if an extension cannot be used */
export async function extendedLists(given: Extensions): Promise<ExtendedLists> {
  const { signals = [], metrics = [], formats = [] } = given;
  const modules = [...new Set((given.extensions ?? []).map(urlOf))];
  if (signals.length + metrics.length + formats.length + modules.length === 0) return OWN_LISTS;
  const exported = await Promise.all(modules.map(importModule));
  const all = {
    signals: [...new Set([...signals, ...exported.flatMap((one) => one.signals ?? [])])],
    metrics: [...new Set([...metrics, ...exported.flatMap((one) => one.metrics ?? [])])],
    formats: [...new Set([...formats, ...exported.flatMap((one) => one.formats ?? [])])],
  };
  const taken = vocabularyOf(LISTS);
  refuseUnusable('signal', all.signals, taken.signals);
  refuseUnusable('metric', all.metrics, [...LISTS.metrics, ...taken.findings]);
  refuseUnusable('format', all.formats, LISTS.formats);
  return {
    signals: [...LISTS.signals, ...all.signals.map(guarded)],
    metrics: LISTS.metrics,
    findingMetrics: LISTS.findingMetrics,
    // First, so that the user's format wins if two have the same ending.
    formats: [...all.formats, ...LISTS.formats],
    ownQuestions: all.metrics,
    forThreads: {
      modules,
      signals: signals.map(knownSignal),
      findings: metrics.filter(isFindingMetric).map(knownFinding),
    },
    isBound: { signals: signals.length > 0, formats: formats.length > 0 },
  };
}

/** A path as a file URL; a drive letter is not a protocol. */
const urlOf = (path: string): string =>
  /^[a-z][a-z\d+.-]+:/i.test(path) ? path : pathToFileURL(resolve(path)).href;

async function importModule(url: string): Promise<Omit<Extensions, 'extensions'>> {
  const named = url.startsWith('file:') ? fileURLToPath(url) : url;
  if (url.startsWith('file:') && !existsSync(named))
    throw new FreckleError('input-not-found', `extension module not found: ${named}`);
  let exported: { readonly [name: string]: unknown };
  try {
    exported = (await import(url)) as { readonly [name: string]: unknown };
  } catch (cause) {
    throw new FreckleError(
      'invalid-setting',
      `the extension module ${named} cannot be imported: ${String(cause)}`,
      {
        cause,
      },
    );
  }
  const lists = EXPORTS.filter((name) => exported[name] !== undefined);
  if (lists.length === 0 || lists.some((name) => !Array.isArray(exported[name])))
    throw new FreckleError(
      'invalid-setting',
      `the extension module ${named} must export lists called ${EXPORTS.join(', ')}; found ${Object.keys(exported).join(', ') || 'no exports'}`,
    );
  return exported;
}

const EXPORTS = ['signals', 'metrics', 'formats'] as const;

/** The facts that policies need about a signal, without its functions. */
const knownSignal = (signal: Signal): KnownSignal => ({
  id: signal.id,
  version: signal.version,
  title: signal.title,
  description: signal.description,
  kind: signal.kind,
  unit: signal.unit,
  group: signal.group,
  range: signal.range,
  values: signal.values,
  modality: signal.modality,
});

const knownFinding = (metric: KnownFinding): KnownFinding => ({
  id: metric.id,
  title: metric.title,
  description: metric.description,
  roles: metric.roles,
  modality: metric.modality,
  memberValue: metric.memberValue,
});
