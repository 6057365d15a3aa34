import type { Data, Model } from '../../core/model.js';
import { categorical } from './categorical.js';
import { diffusion } from './diffusion.js';
import { gaussian } from './gaussian.js';
import { gmm } from './gmm.js';
import { kde } from './kde.js';
import { linearRegression } from './linear-regression.js';
import { logisticRegression } from './logistic-regression.js';
import { ngramLm } from './ngram-lm.js';
import { transformerLm } from './transformer-lm.js';
import { vae } from './vae.js';

/** A model as the loop sees it: it is only ever given data of the kind it names. */
const general = <D extends Data>(model: Model<D>): Model => model as unknown as Model;

/** Every model of the lab but `command`, which is opened with the user's own programs (`wiring/lab/command-model`). */
export const MODELS: readonly Model[] = [
  general(gaussian),
  general(categorical),
  general(linearRegression),
  general(logisticRegression),
  general(gmm),
  general(kde),
  general(ngramLm),
  general(vae),
  general(diffusion),
  general(transformerLm),
];
