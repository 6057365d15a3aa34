/**
 * Freckle as a library. `vet` is the main job; the nouns are the types it speaks in. The lab is here and, without
 * Node, in `freckle/lab`.
 *
 * @packageDocumentation
 */

export type { Decision, DecisionKind, Reason } from './core/decision.js';
export { FreckleError, type FreckleErrorCode } from './core/errors.js';
export type { ColumnNames, Format, FormatSettings } from './core/format.js';
export type { Measurement, Span } from './core/measurement.js';
export type { Policy } from './core/policy.js';
export type { Progress } from './core/progress.js';
export type { DataRecord, ReadItem, TextRecord, Unreadable } from './core/record.js';
export { defineTextSignal, type Signal, type TextSignal } from './core/signal.js';
export { FORMATS } from './formats/index.js';
export type { VetOutcome } from './gate/vet.js';
export * from './lab/index.js';
export { FINDING_METRICS, METRICS } from './metrics/index.js';
export type { ReportData } from './report/data.js';
export { renderReport, renderSummary } from './report/index.js';
export { TEXT_SIGNALS } from './signals/index.js';
export { createReader, type Reading, readText } from './text/reading.js';
export { readPolicy } from './wiring/policy.js';
export { type VetOptions, vet } from './wiring/vet.js';
