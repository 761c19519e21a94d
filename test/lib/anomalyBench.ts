/**
 * Runs groups of cells of the anomaly matrix on one open core and bench, and gathers what is to be known of each: when the
 * robot was held, by which witness, whether it moved before, how the trial ended, which alerts were shown and gone again,
 * and a trial that counts after it. Knows faults only as blows, and judges nothing.
 */
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { Alert } from '../../main/base/model/view.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { allBlows, type Blow, blowOf, createJumpyClock, isSwitched, pidOf } from './anomalyBlow.ts';
import { type Struck, strike } from './anomalyStrike.ts';
import {
  type CellGroup,
  type End,
  type Hold,
  type Phase,
  type RunnableCell,
  strikesMotion,
} from './anomalyTable.ts';
import {
  type BlowTime,
  heldAsShown,
  heldByRows,
  leadOf,
  speedAsShown,
  speedInBox,
  stoodMs,
  watchArm,
} from './anomalyWitness.ts';
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
  /** From the blow on, or how far ahead the last goal was; null where the plan says that nothing had to hold. */
  readonly heldMs: number | null;
  /** The black box on the same, beside rows that say it; null where it has no mark of the blow. */
  readonly boxHeldMs: number | null;
  /** The fastest joint at the blow; null while nothing is tried. */
  readonly speedRadS: number | null;
  readonly raised: readonly string[];
  /** The trial that counts after it; null where the struck one counts or a later cell's proves it. */
  readonly next: TrialRow | null;
  /** 1, or more where a busy machine ended the trial before the fault could. */
  readonly tries: number;
}

export interface AnomalyBench extends AsyncDisposable {
  readonly core: CoreUnderTest;
  /** All rows that were announced. */
  readonly announced: readonly TrialRow[];
  /** What became of each cell of the group, in its order. `prove`: a trial that counts has to follow. */
  strike(group: CellGroup, prove: boolean): Promise<readonly CellEvidence[]>;
  /** Runs until a trial counts. */
  prove(): Promise<TrialRow>;
}

interface Blown extends Struck {
  readonly mine: FollowedRun;
  readonly wallMs: number;
}

/** A run that called a person says so until the next one is started, which a cell's successor does. */
const overNow = (now: readonly Alert[]): boolean => now.every(({ key }) => key === 'run');
/** What the servo process says when the machine kept it or the core waiting. */
export const busyMachine: ReadonlySet<string> = new Set([
  'servo/core-lost/all',
  'servo/stale-read/all',
]);
const maxTries = 4;

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
/** An arm is struck in motion at this speed at least, where it has to be. */
const fastRadS = 0.2;
/** Long enough to see whether an arm that shall stand still does. */
const watchMs = 300;
/** Until a hold that has happened is shown. */
const shownMs = 2000;
const sinceMs = ({ wallMs }: BlowTime): number => realClock.nowMs() - wallMs;

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
  const arms = stack.use(watchArm(core));
  let run: FollowedRun | null = null;
  const running = async (): Promise<FollowedRun> => {
    if (run !== null) return run;
    arms.clear();
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
    const speedRadS = strikesMotion(cell) ? fastRadS : 0;
    let wallMs = 0;
    const options = { phase, from: last + 1, pictures, latencyMs, speedRadS };
    const struck = await strike(api, mine.batchId, options, () => {
      wallMs = realClock.nowMs();
      blow.strike();
    });
    if (struck === null) return null;
    return { ...struck, wallMs, mine, ...(real ? { benchMs: arms.benchMs(wallMs) } : {}) };
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
  const rowsSay = async (row: TrialRow | null, blown: BlowTime, hold: Hold): Promise<number> => {
    // In real time the record ends with the trial, and the hold is the next row.
    const kept = row !== null && row.stepHash !== '' && pace === 'lockstep' && hold !== 'told';
    if (kept) {
      return heldByRows([...readSteps(trialDir(dataDir, row.id))], blown.benchMs, hold);
    }
    const shown = (): number => heldAsShown(arms.seen, blown, hold);
    const seen = until(api, 'bench', () => Number.isFinite(shown()));
    await Promise.race([seen, realClock.sleep(shownMs)]);
    return shown();
  };
  const openBox = async () => await askBox(boxPath, await pidOf(core, 'simulator'));
  /** From what the arm did. A switch is marked in the box; a servo process that is gone writes no more. */
  const boxSays = async (cell: RunnableCell, lastsMs: number | null) => {
    const box = await openBox();
    const time = pace === 'lockstep' ? 'benchMs' : 'atMs';
    const mark =
      cell.device === 'servo process'
        ? longestSilence(
            box.writes.map((write) => write.atMs),
            box.joints.at(-1)?.atMs ?? 0,
          )
        : must(box.switches.findLast((each) => each.on))[time];
    const speedRadS = speedInBox(box, time, mark);
    if (cell.plan.hold === 'lead') return { heldMs: leadMs(box), speedRadS: null };
    const untilMs = mark + (lastsMs ?? cell.plan.noticeMs + 3 * watchMs);
    return { heldMs: stillAfterMs(box, time, mark, untilMs), speedRadS };
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
  /** Until no alert stands. A run can end with its bench, and the alert ends with the bench of the next. */
  const quiet = async (): Promise<void> => {
    for (let runs = 0; runs < maxTries; runs++) {
      const { end } = await running();
      const over = until(api, 'alerts', overNow).then(() => true);
      if (await Promise.race([over, end.then(() => false)])) return;
    }
    throw new Error('an alert stands although its fault was mended');
  };
  const listen = () => {
    const raised = new Set<string>();
    const alerts = api.state('alerts', (now) => {
      for (const { key, level } of now) if (level === 'danger') raised.add(key);
    });
    return { raised, [Symbol.dispose]: () => alerts[Symbol.dispose]() };
  };
  const allShown = async (group: CellGroup, raised: ReadonlySet<string>): Promise<void> => {
    const wanted = group.flatMap(({ plan }) => plan.alert ?? []);
    await until(api, 'alerts', () => wanted.every((start) => any(raised, start)));
  };
  const idleGroup = async (group: CellGroup, blow: Blow): Promise<readonly CellEvidence[]> => {
    const [cell] = group;
    const { alert, hold } = cell.plan;
    await run?.cancel();
    using alerts = listen();
    const { raised } = alerts;
    const leftMs = hold === 'gone' ? leadMs(await openBox()) : null;
    const blown: BlowTime = { wallMs: realClock.nowMs(), benchMs: must(arms.seen.at(-1)).arm.atMs };
    blow.strike();
    await blow.struck;
    if (cell.device === 'disk') await tryRun();
    await allShown(group, raised);
    if (alert === null) await realClock.sleep(watchMs);
    const folded = hold === 'folds' ? await rowsSay(null, blown, hold) : null;
    // One that is stopped writes its box when it goes on.
    if (cell.device === 'simulator process') await blow.mend();
    const box = hold === 'stands' ? await openBox() : null;
    const stood = box === null ? null : stoodMs(box, box.lostAtMs - sinceMs(blown));
    await blow.mend();
    // Only a trial on the disk shows that the disk takes trials again.
    const next = alert === 'storage' ? await prove() : null;
    await until(api, 'alerts', overNow);
    if (pace === 'real') await until(api, 'bench', ({ mode }) => atRest.has(mode));
    const heldMs = leftMs ?? folded ?? stood;
    const none = { row: null, end: null, boxHeldMs: null, speedRadS: null, tries: 1 };
    return group.map(() => ({ ...none, heldMs, raised: [...raised], next }));
  };
  /** What the plan's witness says, and the box beside the rows where the fault is a switch of the simulator. */
  const witness = async (cell: RunnableCell, blown: Blown, row: TrialRow | null) => {
    const { hold, noticeMs } = cell.plan;
    const shown = speedAsShown(arms.seen, blown);
    if (hold === 'unharmed') return { heldMs: null, boxHeldMs: null, speedRadS: shown };
    if (hold === 'gone') {
      const last = must(arms.seen.findLast(({ arm }) => arm.atMs <= blown.benchMs)).arm;
      return { heldMs: leadOf(last), boxHeldMs: null, speedRadS: shown };
    }
    if (hold === 'stands') {
      const box = await openBox();
      return {
        heldMs: stoodMs(box, box.lostAtMs - sinceMs(blown)),
        boxHeldMs: null,
        speedRadS: shown,
      };
    }
    if (byRows.has(hold)) {
      const heldMs = await rowsSay(row, blown, hold);
      const marked = pace === 'lockstep' && isSwitched(cell) && row !== null;
      if (!marked) return { heldMs, boxHeldMs: null, speedRadS: shown };
      const endMs = [...readSteps(trialDir(dataDir, row.id))].at(-1)?.atMs ?? blown.benchMs;
      const box = await boxSays(cell, endMs - blown.benchMs);
      const boxHeldMs = hold === 'folds' ? null : box.heldMs;
      return { heldMs, boxHeldMs, speedRadS: must(box.speedRadS) };
    }
    if (cell.device === 'servo process') await realClock.sleep(watchMs);
    else await pastMs(blown.benchMs + noticeMs + watchMs);
    const { heldMs, speedRadS } = await boxSays(cell, null);
    return { heldMs, boxHeldMs: null, speedRadS: speedRadS ?? shown };
  };
  const endOf = (row: TrialRow): End => {
    if (row.outcome === 'failure' && row.reason !== 'not-reached') return must(row.reason);
    return isCounted(row) ? 'counted' : must(row.reason);
  };
  const trialGroup = async (
    group: CellGroup,
    blow: Blow,
    prove: boolean,
  ): Promise<readonly CellEvidence[] | null> => {
    const [cell] = group;
    const { alert, ends } = cell.plan;
    const struck = await strikeTrial(cell, blow);
    const { mine } = struck;
    using alerts = listen();
    const { raised } = alerts;
    await blow.struck;
    let row = await announcedRow(struck);
    const foreign = [...raised].some(
      (key) => busyMachine.has(key) && !(alert !== null && key.startsWith(alert)),
    );
    if (pace === 'real' && foreign) return null;
    await allShown(group, raised);
    const seen = await witness(cell, struck, row);
    await blow.mend();
    // Only a trial on the disk ends its alert, and one kept from its end gets it when the next run begins.
    const own = ends.length === 1 && ends[0] === 'counted';
    const goOn = row === null || alert === 'storage' || (prove && !own);
    const next = !goOn ? null : await counted(mine, struck.index + 1);
    row ??= await settledRow(struck);
    if (next !== null || alert !== null) await quiet();
    const evidence = { row, end: endOf(row), ...seen, raised: [...raised], next, tries: 1 };
    return group.map(() => evidence);
  };
  /** Each phase in the first trial that comes to it. */
  const seriesOf = async (
    group: CellGroup,
    blowFor: (cell: RunnableCell) => Blow,
  ): Promise<readonly CellEvidence[]> => {
    using alerts = listen();
    const blown: Blown[] = [];
    for (const cell of group) {
      const blow = blowFor(cell);
      blown.push(await strikeTrial(cell, blow));
      await blow.struck;
    }
    const rows = await Promise.all(blown.map(async (each) => must(await announcedRow(each))));
    return rows.map((row, i) => ({
      row,
      end: endOf(row),
      heldMs: null,
      boxHeldMs: null,
      speedRadS: speedAsShown(arms.seen, must(blown[i])),
      raised: [...alerts.raised],
      next: null,
      tries: 1,
    }));
  };
  const owned = stack.move();
  return {
    core,
    announced,
    async strike(group, mayProve) {
      const parts = { core, clock, disk };
      const stays = group[0].plan.hold !== 'unharmed';
      const blowFor = (cell: RunnableCell): Blow => blowOf(parts, cell, stays);
      if (group.some(({ phase }) => phase !== group[0].phase))
        return await seriesOf(group, blowFor);
      for (let tries = 1; tries <= maxTries; tries++) {
        const blow = allBlows(group.map(blowFor));
        try {
          const found =
            group[0].phase === 'idle'
              ? await idleGroup(group, blow)
              : await trialGroup(group, blow, mayProve);
          if (found !== null) return found.map((each) => ({ ...each, tries }));
        } finally {
          // What comes next begins on a bench without this fault.
          await blow.mend();
        }
        await quiet();
      }
      throw new Error('the machine is too busy for real time');
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
