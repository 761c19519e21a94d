/**
 * The large examination of a judge on drawn scenes: `node tools/judgeEval.ts push-t|touch [each] [seed]` judges `each`
 * scenes of every kind and prints the confusion table with the edge apart, and the error of the believed pose. Nothing is
 * written; figures go to the README.md beside the judge by hand, with n and seed.
 */
import { summarise } from '../main/base/lib/stats.ts';
import { confusionOf, type Examined, examineJudge } from '../test/lib/judgeExam.ts';
import { pushTeeExam, touchExam } from '../test/lib/taskExams.ts';

const each = Number(process.argv[3] ?? 150);
const seed = Number(process.argv[4] ?? 1);

function printTable(title: string, results: readonly Examined[]): void {
  const { n, truePositive, falsePositive, falseNegative, trueNegative, undecided } =
    confusionOf(results);
  const cells = [n, truePositive, falsePositive, falseNegative, trueNegative, undecided];
  console.log(title.padEnd(22) + cells.map((cell) => String(cell).padStart(7)).join(''));
}

function printErrors(results: readonly Examined[]): void {
  const known = results.flatMap(({ verdict, pose }) =>
    verdict.believed !== undefined && pose !== null && verdict.verdict !== 'undecided'
      ? [{ believed: verdict.believed, pose }]
      : [],
  );
  const offMm = known.map(
    ({ believed, pose }) => 1000 * Math.hypot(believed.xM - pose.xM, believed.yM - pose.yM),
  );
  const turnDeg = known.map(({ believed, pose }) => {
    const turn = believed.yawRad - pose.yawRad;
    return (Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))) * 180) / Math.PI;
  });
  for (const [name, values] of [
    ['position, mm', offMm],
    ['yaw, degrees', turnDeg],
  ] as const) {
    const { n, p50, p95, p99, max } = summarise(values);
    const figures = [p50, p95, p99, max].map((value) => value.toFixed(3)).join(' ');
    console.log(`error of decided poses, ${name}: p50 p95 p99 max ${figures} (n ${n})`);
  }
}

const task = process.argv[2] === 'touch' ? touchExam : pushTeeExam;
const { kinds } = task;
const results = await examineJudge(task, kinds, each, seed);
const clear = results.filter(({ truth }) => !truth.edge);
console.log(`${''.padEnd(22)}      n     tp     fp     fn     tn  undec`);
printTable('all, edge apart', clear);
printTable(
  'edge',
  results.filter(({ truth }) => truth.edge),
);
for (const kind of kinds) {
  printTable(
    kind,
    clear.filter((one) => one.kind === kind),
  );
}
printErrors(results);
const flags = new Map<string, number>();
for (const { kind, verdict, truth } of clear) {
  if (!truth.success || verdict.verdict === 'success') continue;
  const key = `${kind}: ${verdict.verdict} ${verdict.flags.join(' ')}`;
  flags.set(key, (flags.get(key) ?? 0) + 1);
}
for (const [key, count] of flags) console.log(`missed  ${count} × ${key}`);
for (const { kind, verdict, truth, pose } of clear) {
  if (verdict.verdict === 'success' && !truth.success) {
    console.log(`FALSE POSITIVE ${kind} ${JSON.stringify({ pose, verdict })}`);
  }
}
