import type { Preset } from '../preset.js';
import { absorption } from './absorption.js';
import { gaussianAccumulate } from './accumulate.js';
import { accumulateSubsample } from './accumulate-subsample.js';
import { anchors } from './anchors.js';
import { biasedSelection } from './biased-selection.js';
import { categoricalReplace } from './categorical-replace.js';
import { conservation } from './conservation.js';
import { detectorResampling } from './detector-resampling.js';
import { diffusionLoop } from './diffusion.js';
import { errorSources } from './error-sources.js';
import { gaussianReplace } from './gaussian-replace.js';
import { goldenRatio } from './golden-ratio.js';
import { kernelDensity } from './kernel-density.js';
import { madFresh } from './mad-fresh.js';
import { mixtureLoop } from './mixtures.js';
import { ngramLoop } from './ngram-loop.js';
import { linearRegressionLoop } from './regression.js';
import { strongCollapse } from './strong-collapse.js';
import { survivingWords } from './surviving-words.js';
import { taleOfTails } from './tale-of-tails.js';
import { transformerLoop } from './transformer.js';
import { vaeLoop } from './vae.js';
import { verifierBreakdown } from './verifier.js';

/** The published experiments, in printing order. */
export const PRESETS: readonly Preset[] = [
  gaussianReplace,
  categoricalReplace,
  gaussianAccumulate,
  accumulateSubsample,
  linearRegressionLoop,
  conservation,
  survivingWords,
  taleOfTails,
  absorption,
  anchors,
  madFresh,
  verifierBreakdown,
  goldenRatio,
  strongCollapse,
  biasedSelection,
  mixtureLoop,
  kernelDensity,
  errorSources,
  ngramLoop,
  detectorResampling,
  transformerLoop,
  vaeLoop,
  diffusionLoop,
];
