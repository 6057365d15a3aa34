import type { DecisionKind } from './decision.js';
import { DEFAULT_METRIC_SETTINGS } from './metric.js';
import type { Modality } from './record.js';
import { DEFAULT_SIGNAL_SETTINGS, type Signal } from './signal.js';

/**
 * A policy as a person writes it: the YAML file and this object have the same shape and the same words.
 * The only place in Freckle that decides. docs/policies.md explains every word.
 */
export interface Policy {
  /** Its name: kebab-case. */
  readonly policy: string;
  /** Grows when the policy changes; for people, decisions do not depend on it. */
  readonly version: number;
  readonly description?: string;
  readonly settings?: PolicySettings;
  /** Signals or groups of signals to measure besides the default ones and those the rules name. */
  readonly signals?: readonly string[];
  readonly rules: readonly Rule[];
  readonly acceptance?: readonly AcceptanceLine[];
}

export interface PolicySettings {
  /** ISO date before which models did not yet write the web. */
  readonly 'capture-cutoff'?: string;
  /** Share of shingles in common from which two records are near duplicates, 0 to 1. */
  readonly 'near-duplicate-threshold'?: number;
  /** How far a source is trusted when one of several duplicates is to be kept: larger wins, 0 is usual. */
  readonly credibility?: { readonly [source: string]: number };
  /** Shares that the values of `source`, `language` or a facet column ought to have; even ones where none are given. */
  readonly 'expected-shares'?: ExpectedShares;
}

export type ExpectedShares = { readonly [facet: string]: { readonly [value: string]: number } };

/** The settings with nothing left out, in the words of the code that uses them. */
export interface EffectiveSettings {
  readonly captureCutoff: string;
  readonly nearDuplicateThreshold: number;
  readonly credibility: { readonly [source: string]: number };
  readonly expectedShares: ExpectedShares;
}

export const DEFAULT_POLICY_SETTINGS: EffectiveSettings = {
  captureCutoff: DEFAULT_SIGNAL_SETTINGS.captureCutoff,
  nearDuplicateThreshold: DEFAULT_METRIC_SETTINGS.nearDuplicateThreshold,
  credibility: {},
  expectedShares: {},
};

export interface Rule {
  readonly id: string;
  readonly when: Condition;
  readonly decide: DecisionKind;
  /** The sentence a person reads when the rule matched. */
  readonly because: string;
}

export type Condition = SignalCondition | FindingCondition | AllCondition | AnyCondition | NotCondition;

/** Bounds on a number; several of them must all hold. */
export interface Bounds {
  readonly above?: number;
  readonly below?: number;
  readonly 'at-least'?: number;
  readonly 'at-most'?: number;
}

/** Asks a record's measurement. Unknown where the signal has no value, except for `missing`. */
export interface SignalCondition extends Bounds {
  readonly signal: string;
  readonly is?: number | string;
  readonly in?: readonly (number | string)[];
  readonly 'not-in'?: readonly (number | string)[];
  /** True: matches where the signal has no value. False: matches where it has one. */
  readonly missing?: boolean;
}

/** Asks whether the record belongs to a finding, in a role, with a value. */
export interface FindingCondition extends Bounds {
  readonly finding: string;
  /** Any role where left out. */
  readonly role?: string;
}

export interface AllCondition {
  readonly all: readonly Condition[];
}
export interface AnyCondition {
  readonly any: readonly Condition[];
}
export interface NotCondition {
  readonly not: Condition;
}

/** What can be counted at the end of a run. */
export const ACCEPTANCE_COUNTS = ['read', 'admitted', 'quarantined', 'rejected', 'unreadable'] as const;
export type AcceptanceCount = (typeof ACCEPTANCE_COUNTS)[number];

/** What a count can be a share of: everything read, or the records among it (read less unreadable). */
export const ACCEPTANCE_WHOLES = ['read', 'records'] as const;
export type AcceptanceWhole = (typeof ACCEPTANCE_WHOLES)[number];

/** What the whole corpus must satisfy: a bound on a count, on its share of a whole, or on how often a rule fired. */
export interface AcceptanceLine extends Bounds {
  readonly id: string;
  readonly count?: AcceptanceCount;
  /** Instead of `count`: how many records this rule matched. */
  readonly rule?: string;
  /** Makes it a share. */
  readonly of?: AcceptanceWhole;
  readonly because: string;
}

/** A finding that a policy may name. Every FindingMetric is one. */
export interface KnownFinding {
  /** The metric's id. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly roles: readonly string[];
  /** Of the records it can name; absent: of any. */
  readonly modality?: Modality;
  /** What the members' values are, where they have any. */
  readonly memberValue?: {
    readonly unit: string;
    readonly range: readonly [minimum: number, maximum: number];
  };
}

/** A signal that a policy may name. Every Signal is one. */
export type KnownSignal = Pick<
  Signal,
  'id' | 'version' | 'title' | 'description' | 'kind' | 'unit' | 'group'
> & {
  readonly range?: readonly [number, number];
  readonly values?: readonly string[];
  /** A rule that asks signals of one modality alone is not asked of records of another; absent: of every record. */
  readonly modality?: Modality;
};

/** Every name a policy may use. */
export interface PolicyVocabulary {
  readonly signals: readonly KnownSignal[];
  readonly findings: readonly KnownFinding[];
}

/** What a record was measured to be, as a policy sees it. */
export type SignalValue = number | string;

/** One finding that a record belongs to. */
export interface Membership {
  readonly metric: string;
  readonly role: string;
  readonly value: number | null;
}
