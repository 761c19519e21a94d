/**
 * An open core and bench for the anomaly matrix, and the runs on it: whoever asks for one gets the one that goes on or a
 * new one, because a blow ends runs too. Strikes trials, waits for their rows and for quiet. Knows no cell's plan but when
 * it is to be struck.
 */
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { Alert } from '../../main/base/model/view.ts';
import { type Blow, createJumpyClock, type JumpyClock, pidOf } from './anomalyBlow.ts';
import { type CellGroup, strikesMotion } from './anomalyGroups.ts';
import { type Struck, strike } from './anomalyStrike.ts';
import type { Phase, RunnableCell } from './anomalyTable.ts';
import { type ArmWatch, watchArm } from './anomalyWitness.ts';
import { askBox } from './blackBox.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from './coreUnderTest.ts';
import { type FollowedRun, followRun, isCounted } from './followRun.ts';
import { installMatrixTask, swingPolicy } from './matrixTask.ts';
import type { RefusingDisk } from './smallDisk.ts';

export type Pace = 'lockstep' | 'real';

export interface Blown extends Struck {
  readonly mine: FollowedRun;
  readonly wallMs: number;
}

/** The keys of all alerts of danger since it was made. */
export interface AlertEar extends Disposable {
  readonly raised: ReadonlySet<string>;
  /** Resolves when every alert that the cells' plans name was raised, or should have been long ago. */
  allOf(group: CellGroup): Promise<void>;
}

export interface AnomalyRig extends AsyncDisposable {
  readonly core: CoreUnderTest;
  readonly pace: Pace;
  readonly dataDir: string;
  readonly policyPath: string;
  readonly clock: JumpyClock;
  readonly arms: ArmWatch;
  /** All rows that were announced. */
  readonly announced: readonly TrialRow[];
  running(): Promise<FollowedRun>;
  /** Ends the run if there is one. */
  rest(): Promise<void>;
  /** The first trial from `from` on that counts, in this run or, where it ended, in the next. */
  counted(mine: FollowedRun, from: number): Promise<TrialRow>;
  /** In this run or, where that ended of itself (a busy machine voids trials too), in the next. */
  strikeTrial(cell: RunnableCell, blow: Blow): Promise<Blown>;
  /** The trial as it was announced; one that the disk kept from its end has none before it is settled. */
  announcedRow(blown: Blown): Promise<TrialRow | null>;
  settledRow(blown: Blown): Promise<TrialRow>;
  /** Runs until a trial counts. */
  prove(): Promise<TrialRow>;
  /** Until no alert stands. A run can end with its bench, and the alert ends with the bench of the next. */
  quiet(): Promise<void>;
  listen(): AlertEar;
  /** The simulator's black box as it is now. */
  openBox(): ReturnType<typeof askBox>;
}

/** A run that called a person says so until the next one is started, which a cell's successor does. */
export const overNow = (now: readonly Alert[]): boolean => now.every(({ key }) => key === 'run');
const maxTries = 4;
const alertMs = 15_000;
/** A run that has so many void trials running is ended here, before it ends itself and calls a person. */
const mostVoid = 3;
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

export async function openAnomalyRig(pace: Pace, disk: RefusingDisk | null): Promise<AnomalyRig> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(tempDir('matrix'));
  const dataDir = path.join(disk?.path ?? folder.path, 'data');
  const boxPath = path.join(folder.path, 'box.json');
  const policy = stack.use(swingPolicy());
  await installMatrixTask(dataDir);
  const clock = createJumpyClock();
  const core = stack.use(
    await openTestCore({
      dataDir,
      clock,
      blackBoxPath: boxPath,
      lockstepAnswerMs: 40,
      // Lockstep runs many times as fast as the views for people: an arm in motion would rarely be seen.
      viewEveryMs: pace === 'lockstep' ? 0 : undefined,
    }),
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
  const rest = async (): Promise<void> => void (await run?.cancel());
  const ofRunVoid = (row: TrialRow): boolean => row.batchId === run?.batchId && !isCounted(row);
  const strikeTrial = async (cell: RunnableCell, blow: Blow): Promise<Blown> => {
    for (let runs = 0; runs < maxTries; runs++) {
      if (announced.slice(-mostVoid).every(ofRunVoid)) await rest();
      const blown = await strikeIn(await running(), cell, blow);
      if (blown !== null) return blown;
    }
    throw new Error(`no trial came to ${cell.name}`);
  };
  const announcedRow = ({ mine, index }: Blown): Promise<TrialRow | null> =>
    Promise.race([mine.row((row) => row.index === index), mine.end.then(() => null)]);
  const settledRow = async ({ mine, index }: Blown): Promise<TrialRow> => {
    const id = `${mine.batchId}-${String(index + 1).padStart(4, '0')}`;
    const { row } = await api.call('trial.show', { id }, never);
    announced.push(row);
    return row;
  };

  const prove = async (): Promise<TrialRow> => {
    const mine = await running();
    const from = announced.filter((row) => row.batchId === mine.batchId).length;
    const row = await counted(mine, from);
    await run?.cancel();
    return row;
  };
  const quiet = async (): Promise<void> => {
    for (let runs = 0; runs < maxTries; runs++) {
      const { end } = await running();
      const over = until(api, 'alerts', overNow).then(() => true);
      if (await Promise.race([over, end.then(() => false)])) return;
    }
    throw new Error('an alert stands although its fault was mended');
  };
  const listen = (): AlertEar => {
    const raised = new Set<string>();
    const alerts = api.state('alerts', (now) => {
      for (const { key, level } of now) if (level === 'danger') raised.add(key);
    });
    const any = (start: string): boolean => [...raised].some((key) => key.startsWith(start));
    return {
      raised,
      async allOf(group) {
        const wanted = group.flatMap(({ plan }) => plan.alert ?? []);
        const all = until(api, 'alerts', () => wanted.every(any));
        await Promise.race([all, realClock.sleep(alertMs)]);
      },
      [Symbol.dispose]: () => alerts[Symbol.dispose](),
    };
  };
  const owned = stack.move();
  return {
    core,
    pace,
    dataDir,
    policyPath: policy.path,
    clock,
    arms,
    announced,
    running,
    rest,
    counted,
    strikeTrial,
    announcedRow,
    settledRow,
    prove,
    quiet,
    listen,
    openBox: async () => await askBox(boxPath, await pidOf(core, 'simulator')),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
