/**
 * Runs cells of the anomaly matrix on one open core and bench, each in a trial of its own, and asks the same three things
 * of each: was the robot held in time, is the trial recorded with its reason, was the alert shown and is it gone when the
 * fault is, with a trial that counts after it. Knows faults only as blows.
 */
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { ArmState } from '../../main/base/model/arm.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { type Blow, blowOf, createJumpyClock, pidOf } from './anomalyBlow.ts';
import { type Struck, strike } from './anomalyStrike.ts';
import type { End, Phase, RunnableCell } from './anomalyTable.ts';
import { askBox, leadMs, stillAfterMs } from './blackBox.ts';
import { type CoreUnderTest, openTestCore, tempDir, until } from './coreUnderTest.ts';
import { type FollowedRun, followRun, isCounted } from './followRun.ts';
import { installMatrixTask, swingPolicy } from './matrixTask.ts';

export interface CellEvidence {
  readonly row: TrialRow | null;
  readonly end: End | null;
  /** From the blow on; null where the plan says that nothing had to hold. */
  readonly heldMs: number | null;
  readonly raised: readonly string[];
  /** The trial that counts after it; null where the struck one counts or a later cell's proves it. */
  readonly next: TrialRow | null;
}

export interface AnomalyBench extends AsyncDisposable {
  readonly core: CoreUnderTest;
  /** All rows that were announced. */
  readonly announced: readonly TrialRow[];
  /** `prove`: a trial that counts has to follow. */
  cell(cell: RunnableCell, prove: boolean): Promise<CellEvidence>;
  /** Runs until a trial counts. */
  prove(): Promise<TrialRow>;
}

/** Pictures into a phase until the arm moves there, in lockstep; in real time they come three times as often. */
const picturesInto: Readonly<Record<Phase, number>> = {
  idle: 0,
  reset: 6,
  check: 2,
  episode: 3,
  verdict: 2,
  record: 0,
};
const latencyMs = 60;
/** Long enough to see whether an arm that shall stand still does. */
const watchMs = 300;

export async function openAnomalyBench(pace: 'lockstep' | 'real'): Promise<AnomalyBench> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(tempDir('matrix'));
  const dataDir = path.join(folder.path, 'data');
  const boxPath = path.join(folder.path, 'box.json');
  const policy = stack.use(swingPolicy());
  await installMatrixTask(dataDir);
  const clock = createJumpyClock();
  const core = stack.use(
    await openTestCore({ dataDir, clock, blackBoxPath: boxPath, lockstepAnswerMs: 40 }),
  );
  const { api } = core;
  const announced: TrialRow[] = [];
  stack.use(
    api.log('batches', 0, (event) => {
      if (event.kind === 'trial') announced.push(event.row);
    }),
  );
  const arms: ArmState[] = [];
  let offsetMs = Number.POSITIVE_INFINITY;
  stack.use(
    api.state('bench', ({ arm }) => {
      if (arm === null) return;
      arms.push(arm);
      if (arms.length > 500) arms.shift();
      offsetMs = Math.min(offsetMs, realClock.nowMs() - arm.atMs);
    }),
  );
  let run: FollowedRun | null = null;
  const running = async (): Promise<FollowedRun> => {
    if (run !== null) return run;
    arms.length = 0;
    offsetMs = Number.POSITIVE_INFINITY;
    const mine = await followRun(core, {
      seed: 11,
      lockstep: pace === 'lockstep',
      policy: policy.path,
    });
    run = mine;
    void mine.end.then(() => {
      if (run === mine) run = null;
    });
    return mine;
  };
  /** The first trial from `from` on that counts, in this run or, where it ended, in the next. */
  const counted = async (mine: FollowedRun, from: number): Promise<TrialRow> => {
    let found = await Promise.race([mine.row(isCounted, from), mine.end.then(() => null)]);
    for (let runs = 0; found === null && runs < 3; runs++) {
      const next = await running();
      found = await Promise.race([next.row(isCounted), next.end.then(() => null)]);
    }
    return must(found, 'no trial counts any more');
  };

  const strikeTrial = async (
    mine: FollowedRun,
    cell: RunnableCell,
    blow: Blow,
  ): Promise<Struck> => {
    const last = announced.filter((row) => row.batchId === mine.batchId).at(-1)?.index ?? -1;
    const real = pace === 'real';
    const pictures = picturesInto[cell.phase] * (real ? 3 : 1);
    const options = {
      phase: cell.phase as Exclude<Phase, 'idle'>,
      from: last + 1,
      pictures,
      latencyMs,
    };
    let atMs = 0;
    const struck = await strike(api, mine.batchId, options, () => {
      atMs = realClock.nowMs() - offsetMs;
      blow.strike();
    });
    return real ? { ...struck, benchMs: atMs } : struck;
  };

  /** From the control rows: of the record where there is one, else as they were shown. */
  const heldByRows = (row: TrialRow, { benchMs }: Struck, folds: boolean): number => {
    const rows = row.stepHash === '' ? arms : [...readSteps(trialDir(dataDir, row.id))];
    const held = rows.find(
      (each) => each.atMs >= benchMs && (folds ? each.wantedRad === null : each.mode !== 'moving'),
    );
    return held === undefined ? Number.POSITIVE_INFINITY : held.atMs - benchMs;
  };
  /** From what the arm did. A switch is marked in the box; a servo process that is gone writes no more. */
  const heldByBox = async (cell: RunnableCell): Promise<number> => {
    const box = await askBox(boxPath, await pidOf(core, 'simulator'));
    if (cell.plan.hold === 'lead') return leadMs(box);
    const time = pace === 'lockstep' ? 'benchMs' : 'atMs';
    const mark =
      cell.device === 'servo process'
        ? longestSilence(
            box.writes.map((write) => write.atMs),
            box.joints.at(-1)?.atMs ?? 0,
          )
        : must(box.switches.findLast((each) => each.on))[time];
    return stillAfterMs(box, time, mark, mark + 3 * watchMs);
  };
  const pastMs = (ms: number) => until(api, 'bench', ({ arm }) => arm !== null && arm.atMs >= ms);

  const idleCell = async (cell: RunnableCell, blow: Blow): Promise<CellEvidence> => {
    const raised = new Set<string>();
    using _alerts = api.state('alerts', (now) => {
      for (const { key } of now) raised.add(key);
    });
    const { alert, hold } = cell.plan;
    blow.strike();
    await blow.struck;
    if (alert !== null) await until(api, 'alerts', () => any(raised, alert));
    const simulator = hold === 'gone' ? null : await pidOf(core, 'simulator');
    const stopped = cell.device === 'simulator process';
    const box = simulator === null || stopped ? null : await askBox(boxPath, simulator);
    await blow.mend();
    await until(api, 'alerts', (now) => now.length === 0);
    await until(api, 'bench', ({ mode }) => mode === 'holding' || mode === 'limp');
    const heldMs =
      box === null ? null : stillAfterMs(box, 'atMs', (box.joints.at(-1)?.atMs ?? 0) - watchMs);
    return { row: null, end: null, heldMs, raised: [...raised], next: null };
  };

  const trialCell = async (
    cell: RunnableCell,
    blow: Blow,
    prove: boolean,
  ): Promise<CellEvidence> => {
    const { alert, hold, ends } = cell.plan;
    const raised = new Set<string>();
    const mine = await running();
    const struck = await strikeTrial(mine, cell, blow);
    using _alerts = api.state('alerts', (now) => {
      for (const { key } of now) raised.add(key);
    });
    await blow.struck;
    const row = await mine.row(() => true, struck.index);
    if (alert !== null) await until(api, 'alerts', () => any(raised, alert));
    let heldMs: number | null = null;
    if (hold === 'rows' || hold === 'folds') heldMs = heldByRows(row, struck, hold === 'folds');
    if (hold === 'box' && cell.device !== 'servo process') await pastMs(struck.benchMs + watchMs);
    if (hold === 'box' && cell.device === 'servo process') await realClock.sleep(watchMs);
    if (hold === 'box' || hold === 'lead') heldMs = await heldByBox(cell);
    await blow.mend();
    const own = ends.length === 1 && ends[0] === 'counted' && alert === null;
    const next = own || !prove ? null : await counted(mine, row.index + 1);
    if (next !== null || alert !== null) await until(api, 'alerts', (now) => now.length === 0);
    const end = isCounted(row) ? 'counted' : must(row.reason);
    return {
      row,
      end: row.outcome === 'failure' && row.reason !== 'not-reached' ? row.reason : end,
      heldMs,
      raised: [...raised],
      next,
    };
  };
  const owned = stack.move();
  return {
    core,
    announced,
    async cell(cell, prove) {
      const stays = cell.plan.hold !== 'unharmed';
      const blow = blowOf(core, clock, cell, stays);
      return cell.phase === 'idle' ? idleCell(cell, blow) : trialCell(cell, blow, prove);
    },
    prove: async () => {
      const mine = await running();
      const from = announced.filter((row) => row.batchId === mine.batchId).length;
      const row = await counted(mine, from);
      if (run !== null) await run.cancel();
      return row;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function any(keys: ReadonlySet<string>, start: string): boolean {
  return [...keys].some((key) => key.startsWith(start));
}

/** The last moment before the longest silence. */
function longestSilence(times: readonly number[], endMs: number): number {
  const all = [...times, endMs];
  let from = all[0] ?? 0;
  let longest = 0;
  for (const [i, time] of all.entries()) {
    const before = all[i - 1] ?? time;
    if (time - before > longest) {
      longest = time - before;
      from = before;
    }
  }
  return from;
}
