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

/** Drops a model's data type: the loop gives it only data of the kind it names. */
const general = <D extends Data>(model: Model<D>): Model => model as unknown as Model;

/** Every model of the lab except `command`, which runs the user's own programs (`lab-runs/command-model.ts`). */
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
