import type { TextSignal } from '../../core/signal.js';
import { textAigcLabel } from './aigc-label.js';
import { alphabeticWordShare } from './alphabetic-word-share.js';
import {
  brokenToolCallCount,
  emptyAnswerCount,
  refusingAnswerCount,
  templateTokenInAnswerCount,
  truncatedAnswerCount,
} from './answers.js';
import { assistantTraceSignals } from './assistant-traces.js';
import { c4Signals } from './c4.js';
import { captureSignals } from './capture-date.js';
import {
  alphabeticShare,
  digitShare,
  punctuationShare,
  symbolShare,
  upperCaseShare,
} from './character-shares.js';
import { comparedHash } from './compared-hash.js';
import { compressionRatio } from './compression-ratio.js';
import { declaredOrigin } from './declared-origin.js';
import { distinctShares } from './distinct-words.js';
import {
  duplicateLineCharacterShare,
  duplicateLineShare,
  duplicateParagraphCharacterShare,
  duplicateParagraphShare,
} from './duplicate-lines.js';
import { fineWebSignals } from './fineweb.js';
import { gopherDatatroveSignals } from './gopher-datatrove.js';
import { gopherDolmaSignals } from './gopher-dolma.js';
import { hiddenUnicodeSignals } from './hidden-unicode.js';
import { inferredSignals } from './inferred.js';
import { language, languageConfidence } from './language.js';
import { byteCount, characterCount, lineCount, sentenceCount, wordCount } from './lengths.js';
import { lineHashes } from './line-hashes.js';
import {
  bulletLineShare,
  ellipsisLineShare,
  shortLineShare,
  terminalPunctuationLineShare,
} from './line-shares.js';
import { meanWordLength } from './mean-word-length.js';
import { minhashSketch } from './minhash-sketch.js';
import { answerHash, answerWordCount, promptHash } from './prompt-and-answer.js';
import { duplicateNgramCharacterShares, topNgramCharacterShares } from './repeated-ngrams.js';
import { contextHash, sketchWithoutContext, systemHash } from './shared-parts.js';
import { stopWordShare } from './stop-word-share.js';
import { lastTurn, preferenceContrast, turnCount, turnOrder } from './turns.js';
import { unigramEntropy } from './unigram-entropy.js';
import { unspacedWordShare } from './unspaced-word-share.js';
import { watermarkSignals } from './watermarks.js';

/**
 * Signals of one text, each computed from the reading of the text. A signal measures; it sees no second record and does
 * not decide. Signals that need a calibration or watermarks find them already loaded in their thread.
 */

/** Signals that need only the text. A new one is a file, an import and a line here. */
export const WORDING_SIGNALS: readonly TextSignal[] = [
  wordCount,
  characterCount,
  byteCount,
  lineCount,
  sentenceCount,
  meanWordLength,
  alphabeticShare,
  symbolShare,
  digitShare,
  punctuationShare,
  upperCaseShare,
  alphabeticWordShare,
  stopWordShare,
  bulletLineShare,
  ellipsisLineShare,
  shortLineShare,
  terminalPunctuationLineShare,
  duplicateLineShare,
  duplicateLineCharacterShare,
  duplicateParagraphShare,
  duplicateParagraphCharacterShare,
  ...topNgramCharacterShares,
  ...duplicateNgramCharacterShares,
  unigramEntropy,
  ...distinctShares,
  compressionRatio,
  lineHashes,
  turnCount,
  turnOrder,
  lastTurn,
  preferenceContrast,
  emptyAnswerCount,
  truncatedAnswerCount,
  refusingAnswerCount,
  templateTokenInAnswerCount,
  systemHash,
  contextHash,
  promptHash,
  answerHash,
  answerWordCount,
  sketchWithoutContext,
  brokenToolCallCount,
  minhashSketch,
  comparedHash,
  unspacedWordShare,
  ...gopherDatatroveSignals,
  ...gopherDolmaSignals,
  ...c4Signals,
  ...fineWebSignals,
  ...hiddenUnicodeSignals,
  ...assistantTraceSignals,
  language,
  languageConfidence,
  declaredOrigin,
  textAigcLabel,
];

/** All signals of this folder. They run unchanged in a browser; the caller loads calibrations and watermarks. */
export const BROWSER_TEXT_SIGNALS: readonly TextSignal[] = [
  ...WORDING_SIGNALS,
  ...captureSignals,
  ...inferredSignals,
  ...watermarkSignals,
];
