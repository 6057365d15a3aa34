// Who made a record. Evidence comes from declared/ (credentials, labels, metadata), marked/ (watermarks) and inferred/
// (calibrated detectors); only judge/ knows all three, and this file weighs their evidence by rung.
// A verdict is not a decision: policies use the origin like a signal.
// Verdicts are computed when a record is decided, not measured, since they join signals, findings and data sets.

import type { Evidence, Origin, OriginVerdict, Rung } from '../../core/origin.js';
import { EVIDENCE_KINDS } from './evidence/index.js';
import type { KnownRecord } from './evidence/kind.js';

/** Grows by one whenever a verdict can change for the same evidence. */
const VERDICT_VERSION = 1;

/** Everything that verdicts depend on besides the record: part of the fingerprint of every decision. */
export const ORIGIN_REF: readonly string[] = [
  `origin@${VERDICT_VERSION}`,
  ...EVIDENCE_KINDS.map(({ rung, id, version }) => `${rung}/${id}@${version}`),
];

/** The signals that evidence is read from. */
export const ORIGIN_SIGNALS: readonly string[] = [
  ...new Set(EVIDENCE_KINDS.flatMap(({ signals }) => signals)),
];

/** Rungs that count as proof: nobody produces them by mistake. */
const PROVEN: ReadonlySet<Rung> = new Set(['signed', 'watermarked']);
/** Rungs that support a human origin, by statement or by date. */
const VOUCHING: ReadonlySet<Rung> = new Set(['signed', 'declared', 'dated']);
/** Rungs that show a model in a single record. Detectors are excluded: their flags contradict no claim. */
const SHOWING: ReadonlySet<Rung> = new Set(['signed', 'watermarked', 'declared', 'traces']);

const NO_EVIDENCE: OriginVerdict = Object.freeze({
  origin: 'unknown',
  rung: null,
  contradiction: null,
  evidence: Object.freeze([]) as readonly Evidence[],
});

/**
 * Judges who made a record, by the strongest evidence.
 *
 * A contradiction is evidence for a person (signed, declared, dated) together with evidence for a model in this record
 * (signed, watermarked, declared, traces). Proof then decides. Where claims and traces contradict each other, the
 * origin is `unknown`, since either may be wrong.
 */
export function judgeOrigin(record: KnownRecord): OriginVerdict {
  let evidence: Evidence[] | null = null;
  let strongest: Evidence | null = null;
  let isVouchedFor = false;
  let shown: Rung | null = null;
  for (const { id, rung, isOfDataSet, read } of EVIDENCE_KINDS) {
    const found = read(record);
    if (found === null) continue;
    const { origin, detail } = found;
    const piece = { rung, kind: id, origin, detail };
    evidence ??= [];
    evidence.push(piece);
    if (origin === 'unknown') continue;
    strongest ??= piece;
    if (origin === 'human') isVouchedFor ||= VOUCHING.has(rung);
    else if (isOfDataSet !== true && SHOWING.has(rung)) shown ??= rung;
  }
  if (evidence === null) return NO_EVIDENCE;
  const contradiction = isVouchedFor ? shown : null;
  return {
    origin: originOf(strongest, contradiction),
    rung: strongest?.rung ?? null,
    contradiction,
    evidence,
  };
}

function originOf(strongest: Evidence | null, contradiction: Rung | null): Origin {
  if (strongest === null) return 'unknown';
  return contradiction === null || PROVEN.has(strongest.rung) ? strongest.origin : 'unknown';
}
