import type { TextSignal } from '../../core/signal.js';
import { textAigcLabel } from './aigc-label.js';
import { alphabeticWordShare } from './alphabetic-word-share.js';
import { assistantTraceSignals } from './assistant-traces.js';
import { c4Signals } from './c4.js';
import { captureEra, daysAfterCutoff } from './capture-date.js';
import {
  alphabeticShare,
  digitShare,
  punctuationShare,
  symbolShare,
  upperCaseShare,
} from './character-shares.js';
import { compressionRatio } from './compression-ratio.js';
import { textContentCredentials, textCredentialsOrigin } from './content-credentials.js';
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
import { duplicateNgramCharacterShares, topNgramCharacterShares } from './repeated-ngrams.js';
import { stopWordShare } from './stop-word-share.js';
import { unigramEntropy } from './unigram-entropy.js';

/**
 * Every measurement of one text that Freckle knows. A new one is a file, an import and a line here; the
 * command line, the policy checker, the report and the documentation read this list.
 */
export const TEXT_SIGNALS: readonly TextSignal[] = [
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
  minhashSketch,
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
  textContentCredentials,
  textCredentialsOrigin,
  daysAfterCutoff,
  captureEra,
];
