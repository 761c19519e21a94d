/**
 * The guided servo calibration that runs, if one does: its arm limp in a person's hands under the lease, its view for the
 * window, its end by saving, by cancelling, or by what ended it. What is saved is the bench's; the station then opens
 * the arm anew with it.
 */
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ArmName, ServoCalibrationView } from '../../base/model/phaseOne.ts';
import type { Alerts } from '../alerts.ts';
import { type CalibrationSteps, createCalibrationSteps } from './calibrationSteps.ts';
import {
  type CountSource,
  openFollowerCounts,
  openLeaderCounts,
  type SourceOptions,
} from './countSources.ts';

export interface ServoCalibration extends AsyncDisposable {
  readonly topic: StateTopic<ServoCalibrationView | null>;
  begin(arm: ArmName): Promise<void>;
  next(): void;
  end(save: boolean): Promise<void>;
}

export interface ServoCalibrationParts extends Omit<SourceOptions, 'onCounts' | 'onEnd'> {
  readonly alerts: Alerts;
}

interface Running {
  readonly arm: ArmName;
  readonly steps: CalibrationSteps;
  readonly source: CountSource;
}

export const calibrationAlert = 'calibration';
/** Fifty reads a second are ten views. */
const readsPerView = 5;

/** Creates without touching the arm. */
export function createServoCalibration(parts: ServoCalibrationParts): ServoCalibration {
  const { alerts, benches } = parts;
  const topic = createStateTopic<ServoCalibrationView | null>(null);
  let running: Running | null = null;
  let beginning: Promise<CountSource> | null = null;
  let reads = 0;
  const now = (): Running => {
    if (running !== null) return running;
    const alert = alerts.topic.value.find(({ key }) => key === calibrationAlert);
    throw new BenchError('refused', alert?.message ?? 'no servo calibration runs', {
      hint: 'begin it again',
    });
  };
  const close = async (hold: boolean): Promise<void> => {
    const old = running;
    running = null;
    topic.set(null);
    await old?.source.close(hold);
  };
  const ended = (why: string): void => {
    if (running === null) return;
    const message = `The servo calibration ended: ${why}. Nothing of it was saved.`;
    alerts.raise(calibrationAlert, 'warning', message, 'Begin it again when the arm is there.');
    void close(true);
  };
  const feed = (counts: readonly number[] | null): void => {
    if (running === null) return;
    running.steps.feed(counts);
    if (reads++ % readsPerView === 0) topic.set(running.steps.view);
  };
  return {
    topic,
    async begin(arm) {
      if (running !== null || beginning !== null)
        throw new BenchError('busy', 'a servo calibration runs already', { hint: 'end it first' });
      alerts.clear(calibrationAlert);
      let lost: string | null = null;
      const open = arm === 'follower' ? openFollowerCounts : openLeaderCounts;
      const onEnd = (why: string): void => {
        lost = why;
        ended(why);
      };
      try {
        beginning = open({ ...parts, onCounts: feed, onEnd });
        const source = await beginning;
        running = { arm, source, steps: createCalibrationSteps({ arm, ...source }) };
      } finally {
        beginning = null;
      }
      // Between the opening and now nobody would have heard.
      if (lost !== null) ended(lost);
      else topic.set(running.steps.view);
    },
    next() {
      const { steps } = now();
      steps.next();
      topic.set(steps.view);
    },
    async end(save) {
      const { arm, steps, source } = now();
      if (!save) return await close(true);
      const joints = steps.result();
      benches.saveCalibration(arm, joints);
      const isSame = JSON.stringify(joints) === JSON.stringify(source.calibration);
      // Another calibration opens the arm anew, which holds where it is; its homing offsets are written while it is limp.
      await close(arm === 'leader' || isSame);
    },
    async [Symbol.asyncDispose]() {
      await beginning?.catch(() => undefined);
      await close(true);
    },
  };
}
