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
export { conditionText, wholeText } from './condition.js';
export {
  type CompiledPolicy,
  compilePolicy,
  type Decider,
  type DecisionTally,
  type RuleTally,
} from './decide.js';
export { describePolicy, type PolicyDescription, policyText } from './describe.js';
export { policyDigest, preliminaryRulesDigest } from './digest.js';
export { loadPolicy, type PolicyFile, parsePolicy, policyToYaml } from './parse.js';
export { compilePreliminaryRules, type PreliminaryRules, preliminaryRulesOf } from './preliminary.js';
export { PolicyError } from './problem.js';
export { settingsOf, signalsToMeasure } from './settings.js';
export { type PolicySummary, type PolicyWarning, type RuleSummary, summarizeDecisions } from './summary.js';
export { validatePolicy } from './validate.js';
