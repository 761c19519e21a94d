/**
 * Measures Push-T's version 0 and reset without the core: `node tools/programs.ts [trials] [--truth]`. Prints what the
 * figures in tasks/push-t/README.md were taken from: success by attempt, ends, seconds, placing errors. `--truth` sees by
 * the true pose with 1 mm and 1° of noise instead of pictures.
 */
import { summarise, wilson } from '../main/base/lib/stats.ts';
import { openPushTLoop, startOf } from '../test/lib/pushTLoop.ts';

const trials = Number(process.argv[2] ?? 40);
const byTruth = process.argv.includes('--truth');
const degree = Math.PI / 180;
const loop = await openPushTLoop(byTruth ? { noiseM: 0.001, noiseRad: degree } : 'pictures', 1);
const wonAt: number[] = [];
const ends = new Map<string, number>();
const resets = { firstTry: 0, verified: 0, seconds: [] as number[], offMm: [] as number[] };
const resetNotes = new Map<string, number>();
const episodeS: number[] = [];
const attemptS: number[] = [];
/** Truth / judge, per attempt. */
const agreement: Record<string, number> = {};
let nearMisses = 0;
let believed = 0;
const count = (map: Map<string, number>, key: string): void => {
  map.set(key, (map.get(key) ?? 0) + 1);
};
loop.bench.clear();
for (let trial = 0; trial < trials; trial++) {
  const reset = await loop.reset(startOf(1000 + trial));
  if (reset.check.ok) resets.verified++;
  if (/already|in 1 of/.test(reset.end.note)) resets.firstTry++;
  if (!reset.check.ok) console.log('reset', trial, reset);
  count(resetNotes, reset.end.note.replace(/[0-9.-]+ rad, load.*/, ''));
  resets.seconds.push(reset.end.seconds);
  resets.offMm.push(reset.off.positionM * 1000);
  if (!reset.check.ok) continue;
  const before = loop.world.nowMs();
  const runs = await loop.attempts(loop.task.attempts);
  episodeS.push((loop.world.nowMs() - before) / 1000);
  for (const run of runs) {
    attemptS.push(run.end.seconds);
    count(ends, `${run.end.kind}: ${run.end.note.replace(/after \d/, 'after n')}`);
    agreement[`${run.truth}/${run.success}`] = (agreement[`${run.truth}/${run.success}`] ?? 0) + 1;
    if (run.success) continue;
    const { positionM, yawRad } = loop.task.success.bounds;
    if (run.off.positionM < 2 * positionM && run.off.yawRad < 2 * yawRad) nearMisses++;
    if (run.end.note.startsWith('solved')) believed++;
  }
  const at = runs.findIndex((run) => run.success);
  wonAt.push(at < 0 ? Number.POSITIVE_INFINITY : at + 1);
}
const rate = (most: number) => {
  const k = wonAt.filter((at) => at <= most).length;
  const { low, high } = wilson(k, wonAt.length);
  return `${k}/${wonAt.length} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
};
console.log(
  JSON.stringify(
    {
      sight: byTruth ? 'truth with 1 mm, 1°' : 'pictures',
      success: Object.fromEntries([1, 2, 4, 8].map((most) => [`within ${most}`, rate(most)])),
      attempts: {
        n: attemptS.length,
        ends: Object.fromEntries(ends),
        nearMisses,
        believed,
        agreement,
      },
      seconds: { episode: summarise(episodeS), attempt: summarise(attemptS) },
      reset: {
        n: trials,
        verified: resets.verified,
        firstTry: resets.firstTry,
        seconds: summarise(resets.seconds),
        offMm: summarise(resets.offMm),
        notes: Object.fromEntries(resetNotes),
      },
    },
    null,
    2,
  ),
);
