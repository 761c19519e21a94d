/** Why no run can be started now, in words; null when it can. */
import type { LeaseHolder } from '../../main/base/model/view.ts';
import type { WindowState } from './windowStore.ts';

export const leaseWords: Readonly<Record<Exclude<LeaseHolder, 'none'>, string>> = {
  trial: 'a trial',
  reset: 'a reset',
  teleop: 'teleoperation',
  calibration: 'a calibration',
};

type Known = Pick<WindowState, 'link' | 'bench' | 'run'>;

export function runBlocked({ link, bench, run }: Known): string | null {
  if (link.kind === 'connecting') return 'Connecting to the core.';
  if (link.kind === 'lost') return 'The core is not connected.';
  if (bench === null) return 'The bench has not answered yet.';
  if (bench.stopped !== null) return 'The robot is stopped: resume first.';
  if (run !== null) return 'A run is going on: end it first.';
  if (bench.mode === 'offline') return 'The arm does not answer.';
  if (bench.lease !== 'none') return `The arm is in use by ${leaseWords[bench.lease]}.`;
  return null;
}

/** Why the hand cannot reach into the simulated bench now. */
export function handBlocked({ link, bench }: Known): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  if (bench === null) return 'The bench has not answered yet.';
  if (bench.kind === 'real') return 'On a real bench, use your own hand.';
  return null;
}

/** Why there is nothing to resume from. */
export function resumeBlocked({ link, bench }: Known): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  if (bench?.stopped == null) return 'The robot is not stopped.';
  return null;
}
