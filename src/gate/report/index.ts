import type { Engine } from '../../core/engine.js';
import type { Policy } from '../../core/policy.js';
import { boilerplateLines } from '../../metrics/boilerplate-lines.js';
import {
  type Diversity,
  diversity,
  FIGURES,
  type FigureName,
  type GroupDiversity,
} from '../../metrics/diversity/diversity.js';
import { NEAR_IMAGE_DISTANCE } from '../../metrics/near-duplicate-images.js';
import { overRepresentation } from '../../metrics/over-representation.js';
import {
  type AcceptanceLine,
  type Counts,
  type DiversityFacts,
  type Estimate,
  type OverRepresentation,
  REPORT_LIMITS,
  type ReportData,
  type RuleFacts,
} from '../../report/data.js';
import { BANDS, ROWS_PER_BAND, SHINGLE_WORDS } from '../../text/minhash.js';
import { READING_VERSION } from '../../text/reading.js';
import type { RunContext } from '../context.js';
import { answerOf } from '../find/find.js';
import type { FoundCorpus } from '../find/find-corpus.js';
import { revisit } from '../find/revisit-corpus.js';
import {
  checkAcceptance,
  type DecisionTally,
  policyDigest,
  settingsOf,
  summarizeDecisions,
} from '../policy/index.js';
import type { ConclusionRequest } from '../request.js';
import { absentColumns } from './columns.js';
import { chooseClusters, gatherDuplicates } from './duplicates.js';
import { gatherExcerpts, ThumbnailBudget } from './excerpts.js';
import { inferredFacts } from './inferred.js';
import { chooseOriginExamples, gatherOrigin } from './origin.js';
import { chooseSamples, gatherSamples } from './samples.js';
import { gatherSignals } from './signals.js';
import { gatherComposition, gatherSources } from './sources.js';
import { gatherUnreadable } from './unreadable.js';

export interface GatherRequest {
  readonly run: RunContext;
  readonly engine: Engine;
  readonly request: ConclusionRequest;
  readonly tally: DecisionTally;
  readonly counts: Counts;
  readonly found: FoundCorpus;
}

/** Asks everything a report says. Reads the views `records` and `decisions` and the tables of findings. */
export async function gatherReport({
  run,
  engine,
  request,
  tally,
  counts,
  found,
}: GatherRequest): Promise<ReportData> {
  await engine.run('CREATE OR REPLACE TABLE verdicts AS SELECT record, decision FROM decisions');
  await chooseClusters(engine);
  await chooseSamples(engine);
  await chooseOriginExamples(engine);
  const excerpts = await gatherExcerpts(
    run,
    engine,
    'SELECT record, spans FROM records WHERE record IN (SELECT record FROM shown_members UNION SELECT record FROM shown_samples UNION SELECT record FROM shown_origins)',
  );
  // Samples are judged first, so they get their thumbnails first.
  const hasImages = run.signals.some(({ id }) => id === 'perceptual-hash');
  const budget = new ThumbnailBudget();
  const samples = await gatherSamples(engine, excerpts, budget);
  const unreadable = gatherUnreadable(run);
  const answers = {
    diversity: answerOf(found.summary, diversity),
    shares: answerOf(found.summary, overRepresentation),
  };
  const bySource = new Map(
    answers.diversity.groups.flatMap((group) =>
      group.source === null ? [] : [[group.source, figureOf(group, SOURCE_FIGURE)] as const],
    ),
  );
  const sourceDiversity =
    answers.diversity.comparedWords === null
      ? undefined
      : {
          title: FIGURES[SOURCE_FIGURE].title,
          unit: unitOf(SOURCE_FIGURE, answers.diversity),
          note: noteOf(answers.diversity),
        };
  return {
    format: 'freckle-report@1',
    run: runFacts(run, request, found),
    counts,
    acceptance: acceptanceLines(request.policy, counts, tally),
    rules: ruleFacts(request.policy, tally),
    origin: {
      ...(await gatherOrigin(engine, run, excerpts, budget)),
      ...(await inferredFacts(engine, run, found.summary)),
    },
    sources: await gatherSources(engine, run.signals, unreadable.bySource, bySource, sourceDiversity),
    signals: await gatherSignals(engine, run.signals, request.policy),
    composition: await gatherComposition(
      engine,
      run.signals.some(({ id }) => id === 'language'),
    ),
    duplicates: await gatherDuplicates(
      engine,
      excerpts,
      budget,
      hasImages,
      duplicateMethod(found, hasImages),
      found.settings,
      await boilerplateShown(run, engine, found),
    ),
    diversity: diversityFacts(answers.diversity),
    overRepresentation: overRepresentationFacts(answers.shares),
    samples,
    unreadable: unreadable.byCode,
    absentColumns: await absentColumns(engine, run.formatSettings.columns, unreadable.byCode),
    ...(request.planted === undefined ? {} : { planted: await request.planted(engine) }),
  };
}

function runFacts(run: RunContext, request: ConclusionRequest, { settings }: FoundCorpus): ReportData['run'] {
  const { policy } = request;
  return {
    command: request.command,
    inputs: run.plan.inputs.slice(0, REPORT_LIMITS.inputs).map(({ file, format, digest }) => ({
      name: file.name,
      sizeBytes: file.sizeBytes,
      digest,
      format,
    })),
    totals: {
      inputs: run.plan.inputs.length,
      sizeBytes: run.plan.inputs.reduce((sum, { file }) => sum + file.sizeBytes, 0),
    },
    versions: [
      { name: 'freckle', version: request.version },
      { name: 'reading', version: String(READING_VERSION) },
      ...run.signals.map(({ id, version }) => ({ name: id, version: String(version) })),
    ],
    policy: { name: policy.policy, digest: policyDigest(policy), description: policy.description ?? '' },
    settings: [
      { name: 'near-duplicate threshold', value: String(settings.nearDuplicateThreshold) },
      { name: 'capture cut-off', value: settingsOf(policy).captureCutoff },
      { name: 'written as', value: request.to ?? "the inputs' own formats" },
    ],
  };
}

function acceptanceLines(policy: Policy, counts: Counts, tally: DecisionTally): AcceptanceLine[] {
  const rules = Object.fromEntries(tally.rules.map(({ rule, fired }) => [rule, fired]));
  return checkAcceptance(policy, { ...counts, rules }).map(({ condition, met, found, because }) => ({
    line: `${condition} (${because})`,
    isMet: met,
    found,
  }));
}

function ruleFacts(policy: Policy, tally: DecisionTally): RuleFacts[] {
  const { rules, warnings } = summarizeDecisions(policy, tally);
  return rules.map(({ rule, decision, because, condition, fired, unknown, evaluated, alone }) => {
    const warning = warnings.find((candidate) => candidate.rule === rule);
    return {
      id: rule,
      decision,
      because,
      condition,
      fired,
      unknown,
      evaluated,
      alone,
      // That a rule never matched stands in its row already.
      ...(warning === undefined || warning.kind === 'never-fired' ? {} : { note: warning.sentence }),
    };
  });
}

const duplicateMethod = ({ settings }: FoundCorpus, hasImages: boolean): string =>
  `Near duplicates share at least ${Math.round(settings.nearDuplicateThreshold * 100)} % of their ${SHINGLE_WORDS}-word shingles: ` +
  `candidates by MinHash (${BANDS} bands of ${ROWS_PER_BAND}), each confirmed by the exact Jaccard similarity of both texts.` +
  (hasImages
    ? ` Pictures look nearly the same where their perceptual hashes differ in at most ${NEAR_IMAGE_DISTANCE} of 64 bits.`
    : '');

/** The commonest shared lines, read from a record that has them. */
async function boilerplateShown(
  run: RunContext,
  engine: Engine,
  { summary }: FoundCorpus,
): Promise<ReportData['duplicates']['boilerplate']> {
  const { commonest } = answerOf(summary, boilerplateLines);
  if (commonest.length === 0) return [];
  const examples = [...new Set(commonest.map(({ example }) => example))];
  const selected = `SELECT unnest([${examples.join(', ')}])::BIGINT AS record`;
  await revisit(
    run,
    engine,
    selected,
    'shown_lines',
    'lines',
    commonest.map(({ hash }) => hash),
  );
  const rows = await engine.rows('SELECT DISTINCT hash, line FROM shown_lines');
  const lines = new Map(rows.map((row) => [String(row['hash']), String(row['line'])]));
  return commonest.map(({ hash, records, sources }) => ({ line: lines.get(hash) ?? hash, records, sources }));
}

/** The figure by which sources are compared in their table. */
const SOURCE_FIGURE: FigureName = 'vocabulary';

function figureOf(group: GroupDiversity, name: FigureName): Estimate {
  const figure = group.figures?.[name];
  if (figure === undefined || figure.value === null)
    return { value: null, why: figure?.why ?? group.why ?? 'not measured' };
  const { value, low, high } = figure;
  return { value, ...(low === null || high === null ? {} : { low, high, level: 0.95 }) };
}

const unitOf = (name: FigureName, { comparedWords }: Diversity): string =>
  FIGURES[name].unit.replace('`comparedWords`', (comparedWords ?? 0).toLocaleString('en-US'));

const noteOf = ({ sampleWords }: Diversity): string =>
  sampleWords === null
    ? 'No group had enough words.'
    : `Every group cut to the same ${sampleWords.toLocaleString('en-US')} words of distinct texts.`;

function diversityFacts(found: Diversity): DiversityFacts[] {
  const whole = found.groups.find(({ source }) => source === null);
  return (Object.keys(FIGURES) as FigureName[]).map((name) => ({
    id: name,
    title: FIGURES[name].title,
    unit: unitOf(name, found),
    description: FIGURES[name].meaning,
    formula: diversity.formula,
    source: diversity.source,
    overall: whole === undefined ? { value: null, why: 'the corpus is empty' } : figureOf(whole, name),
    bySource: found.groups.flatMap((group) =>
      group.source === null ? [] : [{ source: group.source, estimate: figureOf(group, name) }],
    ),
    note: noteOf(found),
  }));
}

function overRepresentationFacts(
  dimensions: ReturnType<typeof overRepresentation.value>,
): OverRepresentation[] {
  return dimensions
    .flatMap(({ name, values }) =>
      values.map((found) => ({
        facet: name,
        value: found.value,
        count: found.records,
        share: found.share,
        expectedShare: found.expected,
        ratio:
          found.ratio === null
            ? { value: null, why: 'none was expected' }
            : {
                value: found.ratio,
                low: found.low / found.expected,
                high: found.high / found.expected,
                level: 0.95,
              },
      })),
    )
    .slice(0, REPORT_LIMITS.overRepresentation);
}
