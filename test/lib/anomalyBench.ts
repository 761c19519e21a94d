/**
 * Runs groups of cells of the anomaly matrix on one open core and bench, and gathers what is to be known of each: when the
 * robot was held, by which witness, whether it moved before, how the trial ended, which alerts were shown and gone again,
 * and a trial that counts after it. Knows faults only as blows, and judges nothing.
 */
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { allBlows, type Blow, blowOf } from './anomalyBlow.ts';
import type { CellGroup } from './anomalyGroups.ts';
import { createHoldWitness, type HoldEvidence, watchMs } from './anomalyHold.ts';
import { type Blown, openAnomalyRig, overNow, type Pace } from './anomalyRig.ts';
import { speedOf } from './anomalyStrike.ts';
import type { End, RunnableCell } from './anomalyTable.ts';
import type { BlowTime } from './anomalyWitness.ts';
import { leadMs } from './blackBox.ts';
import { type CoreUnderTest, startRun, until } from './coreUnderTest.ts';
import { isCounted } from './followRun.ts';
import type { RefusingDisk } from './smallDisk.ts';

export interface CellEvidence extends HoldEvidence {
  readonly row: TrialRow | null;
  readonly end: End | null;
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

/** What the servo process says when the machine kept it or the core waiting. */
export const busyMachine: ReadonlySet<string> = new Set([
  'servo/core-lost/all',
  'servo/stale-read/all',
]);
const maxTries = 4;

const atRest: ReadonlySet<string> = new Set(['holding', 'limp']);

function endOf(row: TrialRow): End {
  if (row.outcome === 'failure' && row.reason !== 'not-reached') return must(row.reason);
  return isCounted(row) ? 'counted' : must(row.reason);
}

/** `disk`: where the data folder is, and what the disk's faults break. */
export async function openAnomalyBench(
  pace: Pace,
  disk: RefusingDisk | null = null,
): Promise<AnomalyBench> {
  const rig = await openAnomalyRig(pace, disk);
  const { core, arms } = rig;
  const { api } = core;
  const holds = createHoldWitness(rig);
  /** A run on a disk that refuses ends or is refused in words, and no trial of it counts. */
  const tryRun = async (): Promise<void> => {
    const args = { seed: 11, lockstep: true, policy: rig.policyPath };
    const rows = await startRun(api, args).then(
      async ({ end }) => (await end).rows,
      (cause: unknown) => {
        if (toBenchError(cause).code !== 'storage') throw cause;
        return null;
      },
    );
    if (rows?.some(isCounted)) throw new Error('a trial counts that no disk took');
  };
  const idleGroup = async (group: CellGroup, blow: Blow): Promise<readonly CellEvidence[]> => {
    const [cell] = group;
    const { alert, hold } = cell.plan;
    await rig.rest();
    using alerts = rig.listen();
    const { raised } = alerts;
    const leftMs = hold === 'gone' ? leadMs(await rig.openBox()) : null;
    const blown: BlowTime = { wallMs: realClock.nowMs(), benchMs: must(arms.seen.at(-1)).arm.atMs };
    blow.strike();
    await blow.struck;
    if (cell.device === 'disk') await tryRun();
    await alerts.allOf(group);
    if (alert === null) await realClock.sleep(watchMs);
    const folded = hold === 'folds' ? await holds.rowsSay(null, blown, hold) : null;
    // One that is stopped writes its box when it goes on.
    if (cell.device === 'simulator process') await blow.mend();
    const stood = hold === 'stands' ? await holds.stood(blown, realClock.nowMs()) : null;
    await blow.mend();
    // Only a trial on the disk shows that the disk takes trials again.
    const next = alert === 'storage' ? await rig.prove() : null;
    await until(api, 'alerts', overNow);
    if (pace === 'real') await until(api, 'bench', ({ mode }) => atRest.has(mode));
    const heldMs = leftMs ?? folded ?? stood;
    const none = { row: null, end: null, boxHeldMs: null, speedRadS: null, tries: 1 };
    return group.map(() => ({ ...none, heldMs, raised: [...raised], next }));
  };
  const trialGroup = async (
    group: CellGroup,
    blow: Blow,
    prove: boolean,
  ): Promise<readonly CellEvidence[] | null> => {
    const [cell] = group;
    const { alert, ends } = cell.plan;
    const struck = await rig.strikeTrial(cell, blow);
    const { mine } = struck;
    using alerts = rig.listen();
    const { raised } = alerts;
    await blow.struck;
    let row = await rig.announcedRow(struck);
    const endWallMs = realClock.nowMs();
    const foreign = [...raised].some(
      (key) => busyMachine.has(key) && !(alert !== null && key.startsWith(alert)),
    );
    if (pace === 'real' && foreign) return null;
    // What stands is looked at before the next trial moves it, a hold when its alert says that it was noticed.
    const stands = cell.plan.hold === 'stands';
    if (!stands) await alerts.allOf(group);
    const seen = await holds.ask(cell, struck, row, endWallMs);
    await alerts.allOf(group);
    await blow.mend();
    // Only a trial on the disk ends its alert, and one kept from its end gets it when the next run begins.
    const own = ends.length === 1 && ends[0] === 'counted';
    const goOn = row === null || alert === 'storage' || (prove && !own);
    const next = !goOn ? null : await rig.counted(mine, struck.index + 1);
    row ??= await rig.settledRow(struck);
    if (next !== null || alert !== null) await rig.quiet();
    const evidence = { row, end: endOf(row), ...seen, raised: [...raised], next, tries: 1 };
    return group.map(() => evidence);
  };
  /** Each phase in the first trial that comes to it. */
  const seriesOf = async (
    group: CellGroup,
    blowFor: (cell: RunnableCell) => Blow,
  ): Promise<readonly CellEvidence[]> => {
    using alerts = rig.listen();
    const blown: Blown[] = [];
    for (const cell of group) {
      const blow = blowFor(cell);
      blown.push(await rig.strikeTrial(cell, blow));
      await blow.struck;
    }
    const rows = await Promise.all(blown.map(async (each) => must(await rig.announcedRow(each))));
    return rows.map((row, i) => ({
      row,
      end: endOf(row),
      heldMs: null,
      boxHeldMs: null,
      speedRadS: speedOf(must(blown[i]).arm),
      raised: [...alerts.raised],
      next: null,
      tries: 1,
    }));
  };
  return {
    core,
    announced: rig.announced,
    async strike(group, mayProve) {
      const parts = { core, clock: rig.clock, disk };
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
        await rig.quiet();
      }
      throw new Error('the machine is too busy for real time');
    },
    prove: rig.prove,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}
