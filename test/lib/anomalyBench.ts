/**
 * Runs cells of the anomaly matrix on one open core and bench, each in a trial of its own, and asks the same three things
 * of each: was the robot held in time, is the trial recorded with its reason, was the alert shown and is it gone when the
 * fault is, with a trial that counts after it. Knows faults only as blows.
 */
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { ArmState } from '../../main/base/model/arm.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { Alert } from '../../main/base/model/view.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { type Blow, blowOf, createJumpyClock, pidOf } from './anomalyBlow.ts';
import { type Struck, strike } from './anomalyStrike.ts';
import type { End, Hold, Phase, RunnableCell } from './anomalyTable.ts';
import { askBox, leadMs, stillAfterMs } from './blackBox.ts';
import {
  type CoreUnderTest,
  never,
  openTestCore,
  startRun,
  tempDir,
  until,
} from './coreUnderTest.ts';
import { type FollowedRun, followRun, isCounted } from './followRun.ts';
import { installMatrixTask, swingPolicy } from './matrixTask.ts';
import type { RefusingDisk } from './smallDisk.ts';

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

interface Blown extends Struck {
  readonly mine: FollowedRun;
  readonly wallMs: number;
}

/** A run that called a person says so until the next one is started, which a cell's successor does. */
const overNow = (now: readonly Alert[]): boolean => now.every(({ key }) => key === 'run');

const atRest: ReadonlySet<string> = new Set(['holding', 'limp']);
const byRows: ReadonlySet<Hold> = new Set<Hold>(['rows', 'told', 'taken', 'folds']);
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

/** `disk`: where the data folder is, and what the disk's faults break. */
export async function openAnomalyBench(
  pace: 'lockstep' | 'real',
  disk: RefusingDisk | null = null,
): Promise<AnomalyBench> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(tempDir('matrix'));
  const dataDir = path.join(disk?.path ?? folder.path, 'data');
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
  const shownArms: { readonly arm: ArmState; readonly wallMs: number }[] = [];
  let offsetMs = Number.POSITIVE_INFINITY;
  stack.use(
    api.state('bench', ({ arm }) => {
      if (arm === null) return;
      shownArms.push({ arm, wallMs: realClock.nowMs() });
      if (shownArms.length > 500) shownArms.shift();
      offsetMs = Math.min(offsetMs, realClock.nowMs() - arm.atMs);
    }),
  );
  let run: FollowedRun | null = null;
  const running = async (): Promise<FollowedRun> => {
    if (run !== null) return run;
    shownArms.length = 0;
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

  const strikeIn = async (
    mine: FollowedRun,
    cell: RunnableCell,
    blow: Blow,
  ): Promise<Blown | null> => {
    const last = announced.filter((row) => row.batchId === mine.batchId).at(-1)?.index ?? -1;
    const real = pace === 'real';
    const phase = cell.phase as Exclude<Phase, 'idle'>;
    const pictures = picturesInto[phase] * (real ? 3 : 1);
    let wallMs = 0;
    const options = { phase, from: last + 1, pictures, latencyMs };
    const struck = await strike(api, mine.batchId, options, () => {
      wallMs = realClock.nowMs();
      blow.strike();
    });
    if (struck === null) return null;
    return { ...struck, wallMs, mine, ...(real ? { benchMs: wallMs - offsetMs } : {}) };
  };
  /** In this run or, where that ended of itself (a busy machine voids trials too), in the next. */
  const strikeTrial = async (cell: RunnableCell, blow: Blow): Promise<Blown> => {
    for (let runs = 0; runs < 4; runs++) {
      const blown = await strikeIn(await running(), cell, blow);
      if (blown !== null) return blown;
    }
    throw new Error(`no trial came to ${cell.name}`);
  };
  /** The trial as it was announced; one that the disk kept from its end has none before it is settled. */
  const announcedRow = ({ mine, index }: Blown): Promise<TrialRow | null> =>
    Promise.race([mine.row((row) => row.index === index), mine.end.then(() => null)]);
  const settledRow = async ({ mine, index }: Blown): Promise<TrialRow> => {
    const id = `${mine.batchId}-${String(index + 1).padStart(4, '0')}`;
    const { row } = await api.call('trial.show', { id }, never);
    announced.push(row);
    return row;
  };

  /** From the control rows of the record, and as they were shown when there is none. */
  const heldByRows = (row: TrialRow | null, { benchMs, wallMs }: Blown, hold: Hold): number => {
    const after = (found: number | undefined, ms: number): number =>
      found === undefined ? Number.POSITIVE_INFINITY : found - ms;
    const shown = shownArms.filter((each) => each.arm.mode !== 'moving');
    if (hold === 'told') return after(shown.find((each) => each.wallMs >= wallMs)?.wallMs, wallMs);
    // In real time the record ends with the trial, and the hold is the next row.
    if (row === null || row.stepHash === '' || pace === 'real') {
      return after(shown.find(({ arm }) => arm.atMs >= benchMs)?.arm.atMs, benchMs);
    }
    const rows = [...readSteps(trialDir(dataDir, row.id))].filter((each) => each.atMs >= benchMs);
    const source = rows[0]?.source;
    const held = rows.find((each) => {
      if (hold === 'taken') return each.source !== source;
      return hold === 'folds' ? each.wantedRad === null : each.mode !== 'moving';
    });
    return after(held?.atMs, benchMs);
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
    return stillAfterMs(box, time, mark, mark + cell.plan.noticeMs + 3 * watchMs);
  };
  const pastMs = (ms: number) => until(api, 'bench', ({ arm }) => arm !== null && arm.atMs >= ms);

  const prove = async (): Promise<TrialRow> => {
    const mine = await running();
    const from = announced.filter((row) => row.batchId === mine.batchId).length;
    const row = await counted(mine, from);
    await run?.cancel();
    return row;
  };
  /** A run on a disk that refuses ends or is refused in words, and no trial of it counts. */
  const tryRun = async (): Promise<void> => {
    const args = { seed: 11, lockstep: true, policy: policy.path };
    const rows = await startRun(api, args).then(
      async ({ end }) => (await end).rows,
      (cause: unknown) => {
        if (toBenchError(cause).code !== 'storage') throw cause;
        return null;
      },
    );
    if (rows?.some(isCounted)) throw new Error('a trial counts that no disk took');
  };
  const idleCell = async (cell: RunnableCell, blow: Blow): Promise<CellEvidence> => {
    await run?.cancel();
    const raised = new Set<string>();
    using _alerts = api.state('alerts', (now) => {
      for (const { key, level } of now) if (level === 'danger') raised.add(key);
    });
    const { alert, hold } = cell.plan;
    blow.strike();
    await blow.struck;
    if (cell.device === 'disk') await tryRun();
    if (alert !== null) await until(api, 'alerts', () => any(raised, alert));
    const sees = hold === 'stands' && pace === 'real' && cell.device !== 'simulator process';
    const box = sees ? await askBox(boxPath, await pidOf(core, 'simulator')) : null;
    const endMs = box?.joints.at(-1)?.atMs ?? 0;
    await blow.mend();
    // Only a trial on the disk shows that the disk takes trials again.
    const next = alert === 'storage' ? await prove() : null;
    await until(api, 'alerts', overNow);
    if (pace === 'real') await until(api, 'bench', ({ mode }) => atRest.has(mode));
    const heldMs = box === null ? null : stillAfterMs(box, 'atMs', endMs - watchMs);
    return { row: null, end: null, heldMs, raised: [...raised], next };
  };

  const trialCell = async (
    cell: RunnableCell,
    blow: Blow,
    prove: boolean,
  ): Promise<CellEvidence> => {
    const { alert, hold, ends } = cell.plan;
    const raised = new Set<string>();
    const struck = await strikeTrial(cell, blow);
    const { mine } = struck;
    using _alerts = api.state('alerts', (now) => {
      for (const { key, level } of now) if (level === 'danger') raised.add(key);
    });
    await blow.struck;
    let row = await announcedRow(struck);
    if (alert !== null) await until(api, 'alerts', () => any(raised, alert));
    let heldMs: number | null = null;
    if (byRows.has(hold)) heldMs = heldByRows(row, struck, hold);
    if (hold === 'box' && cell.device !== 'servo process')
      await pastMs(struck.benchMs + cell.plan.noticeMs + watchMs);
    if (hold === 'box' && cell.device === 'servo process') await realClock.sleep(watchMs);
    if (hold === 'box' || hold === 'lead') heldMs = await heldByBox(cell);
    await blow.mend();
    const own = ends.length === 1 && ends[0] === 'counted' && alert === null;
    // Only a trial on the disk ends its alert, and one kept from its end gets it when the next run begins.
    const goOn = row === null || alert === 'storage' || (prove && !own);
    const next = !goOn ? null : await counted(mine, struck.index + 1);
    row ??= await settledRow(struck);
    if (next !== null || alert !== null) await until(api, 'alerts', overNow);
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
    async cell(cell, mayProve) {
      const stays = cell.plan.hold !== 'unharmed';
      const blow = blowOf({ core, clock, disk }, cell, stays);
      try {
        return await (cell.phase === 'idle'
          ? idleCell(cell, blow)
          : trialCell(cell, blow, mayProve));
      } catch (cause) {
        // The next cell begins on a bench without this one's fault.
        await blow.mend();
        throw cause;
      }
    },
    prove,
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
