/**
 * When the arm was held after a blow, and how fast it went before, asked of the witness that a cell's plan names. Says what
 * it found; what is allowed, others know.
 */
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { isSwitched } from './anomalyBlow.ts';
import type { AnomalyRig, Blown } from './anomalyRig.ts';
import { speedOf } from './anomalyStrike.ts';
import type { Hold, RunnableCell } from './anomalyTable.ts';
import {
  type BlowTime,
  heldAsShown,
  heldByRows,
  leadOf,
  speedInBox,
  stoodMs,
} from './anomalyWitness.ts';
import { leadMs, stillAfterMs } from './blackBox.ts';
import { until } from './coreUnderTest.ts';

export interface HoldEvidence {
  /** From the blow on, or how far ahead the last goal was; null where the plan says that nothing had to hold. */
  readonly heldMs: number | null;
  /** The black box on the same, beside rows that say it; null where it has no mark of the blow. */
  readonly boxHeldMs: number | null;
  /** The fastest joint at the blow; null while nothing is tried. */
  readonly speedRadS: number | null;
}

const byRows: ReadonlySet<Hold> = new Set<Hold>(['rows', 'told', 'taken', 'folds']);
/** Long enough to see whether an arm that shall stand still does. */
export const watchMs = 300;
/** Until a hold that has happened is shown. */
const shownMs = 2000;

export interface HoldWitness {
  /** From the control rows of the record, and as they were shown when there is none. */
  rowsSay(row: TrialRow | null, blown: BlowTime, hold: Hold): Promise<number>;
  /** How long it still moved, where it should have stood all the time from the blow until then. */
  stood(blown: BlowTime, untilWallMs: number): Promise<number>;
  /** What the plan's witness says, and the box beside the rows where the fault is a switch of the simulator. */
  ask(
    cell: RunnableCell,
    blown: Blown,
    row: TrialRow | null,
    endWallMs: number,
  ): Promise<HoldEvidence>;
}

export function createHoldWitness({ core, pace, dataDir, arms, openBox }: AnomalyRig): HoldWitness {
  const { api } = core;
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

  const stood = async (blown: BlowTime, untilWallMs: number): Promise<number> => {
    const box = await openBox();
    const boxMs = (wallMs: number): number => box.lostAtMs - (realClock.nowMs() - wallMs);
    return stoodMs(box, boxMs(blown.wallMs), boxMs(untilWallMs));
  };
  const ask: HoldWitness['ask'] = async (cell, blown, row, endWallMs) => {
    const { hold, noticeMs } = cell.plan;
    const shown = speedOf(blown.arm);
    if (hold === 'unharmed') return { heldMs: null, boxHeldMs: null, speedRadS: shown };
    if (hold === 'gone') {
      const last = must(blown.arm);
      return { heldMs: leadOf(last), boxHeldMs: null, speedRadS: shown };
    }
    if (hold === 'stands') {
      return { heldMs: await stood(blown, endWallMs), boxHeldMs: null, speedRadS: shown };
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
    else await Promise.race([pastMs(blown.benchMs + noticeMs + watchMs), blown.mine.end]);
    const { heldMs, speedRadS } = await boxSays(cell, null);
    return { heldMs, boxHeldMs: null, speedRadS: speedRadS ?? shown };
  };
  return { rowsSay, stood, ask };
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
