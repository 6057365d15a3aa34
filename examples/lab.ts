import { defineModel, defineRegime, LAB_LISTS, planOf, randomFrom, runLoop, trainingSet } from 'freckle/lab';

/** Laplace distribution by maximum likelihood: the median, and the mean distance from it. */
const laplace = defineModel({
  id: 'laplace',
  title: 'Laplace',
  dataKind: 'numeric',
  fit: ({ count, values }) => {
    const centre = values.slice().sort()[Math.floor(count / 2)];
    const scale = values.reduce((sum, value) => sum + Math.abs(value - centre), 0) / count;
    return {
      sample: (size, random) => ({
        kind: 'numeric',
        count: size,
        columns: 1,
        values: Float64Array.from({ length: size }, () => {
          const side = random.integer(2) * 2 - 1;
          return centre - side * scale * Math.log(1 - random.uniform());
        }),
      }),
      logLikelihood: (data) =>
        data.values.map((value) => -Math.log(2 * scale) - Math.abs(value - centre) / scale),
      parameters: () => ({ centre, scale }),
    };
  },
});

/** Trains on the samples of the last two generations and forgets older ones. */
const lastTwo = defineRegime({
  id: 'last-two',
  title: 'The last two',
  expectedCounts: (generation, size) => {
    const synthetic = Math.min(generation, 2) * size;
    return { real: 0, synthetic, total: synthetic };
  },
  compose: ({ synthetic }) => trainingSet([], synthetic.slice(-2)),
});

const lists = {
  ...LAB_LISTS,
  models: [...LAB_LISTS.models, laplace],
  regimes: [...LAB_LISTS.regimes, lastTwo],
};
for (const regime of ['replace', 'last-two', 'accumulate']) {
  const plan = planOf(
    {
      model: 'laplace',
      regime,
      dataSource: 'normal',
      dataSourceSettings: { columns: 1 },
      generations: 20,
      size: 50,
    },
    lists,
  );
  let logs = 0;
  for (let chain = 0; chain < 200; chain++) {
    const scales = [];
    for await (const { parameters } of runLoop(plan, randomFrom(1).split(chain), { isMeasured: false }))
      scales.push(Number(parameters.scale));
    logs += Math.log(scales[20] / scales[0]) / 200;
  }
  console.log(`${regime}: scale × ${Math.exp(logs).toFixed(2)} in 20 generations`);
}
