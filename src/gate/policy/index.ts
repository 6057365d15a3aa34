/**
 * Policies: reading a YAML file, checking it, asking its rules of a record, and describing it for people. The only
 * place in Freckle that decides; signals and metrics only measure. Rules follow Kleene's three-valued logic, so a
 * missing measurement never decides anything. This folder knows no files, tables or workers: it gets values and returns
 * decisions, so that `vet`, `decide`, `explain` and the tests run the same code.
 */

export { type AcceptanceResult, checkAcceptance, isAccepted, type RunCounts } from './acceptance.js';
export { type AnsweredRule, answerRules } from './answer.js';
export {
  BUILTIN_POLICIES,
  BUILTIN_POLICY_YAML,
  type BuiltinPolicy,
  builtinPolicy,
  isBuiltinPolicy,
} from './builtin/index.js';
export {
  type ComparedDecision,
  compareDecisions,
  comparedDecision,
  createComparer,
  type DecisionComparer,
  type DecisionComparison,
  type DecisionMatrix,
} from './compare.js';
export { conditionText, leavesOf, wholeText } from './condition.js';
export {
  type CompiledPolicy,
  compilePolicy,
  type Decider,
  type DecisionTally,
  type RuleTally,
} from './decide.js';
export { describePolicy, type PolicyDescription, policyText } from './describe.js';
export { policyDigest, preliminaryRulesDigest } from './digest.js';
export { rejectingHeld } from './held-elsewhere.js';
export {
  LARGEST_POLICY_CHARACTERS,
  loadPolicy,
  type PolicyFile,
  parsePolicy,
  policyToYaml,
} from './parse.js';
export { compilePreliminaryRules, type PreliminaryRules, preliminaryRulesOf } from './preliminary.js';
export { PolicyError } from './problem.js';
export { settingsOf, signalsToMeasure } from './settings.js';
export {
  type PolicySummary,
  type PolicyWarning,
  type RuleSummary,
  summarizeDecisions,
  type WhyMissing,
} from './summary.js';
export { validatePolicy } from './validate.js';
