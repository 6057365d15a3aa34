/**
 * Freckle as a library: the workflows `vet`, `decide` and `explain`, the lists that they use, and the types of their
 * arguments and results.
 *
 * It contains no code of its own; docs/library.md describes every export. What is not exported here may change without
 * notice. The lab is exported too; `freckle/lab` has it alone, without Node.
 *
 * @packageDocumentation
 */

export type { Decision, DecisionKind, Reason } from './core/decision.js';
export type { Dialect, Engine, Row } from './core/engine.js';
export { FreckleError, type FreckleErrorCode } from './core/errors.js';
export type { Finding } from './core/finding.js';
export type { ColumnNames, Format, FormatSettings, InputFile, ReadingOptions, Split } from './core/format.js';
export type { Measurement, Span } from './core/measurement.js';
export type { CorpusQuestion, FindingMetric, Metric, MetricSettings } from './core/metric.js';
export type { Policy } from './core/policy.js';
export type { Progress } from './core/progress.js';
export type { DataRecord, ImageRecord, ReadItem, TextRecord, Unreadable } from './core/record.js';
export {
  defineImageSignal,
  defineTextSignal,
  type ImageSignal,
  type Signal,
  type TextSignal,
} from './core/signal.js';
export { FORMATS } from './formats/index.js';
export type { VetOutcome } from './gate/vet.js';
export * from './lab/index.js';
export { FINDING_METRICS, METRICS } from './metrics/index.js';
export type { ReportData } from './report/data.js';
export { renderReport, renderSummary } from './report/index.js';
export type { RecordFacts } from './report/record-facts.js';
export { TEXT_SIGNALS } from './signals/index.js';
export { createReader, type Reading, readText } from './text/reading.js';
export { type DecideOptions, decide } from './wiring/decide.js';
export { type ExplainOptions, explain } from './wiring/explain.js';
export type { Extensions } from './wiring/extensions.js';
export { readPolicy } from './wiring/policy.js';
export { type VetOptions, vet } from './wiring/vet.js';
