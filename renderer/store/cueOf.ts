/** Which sound a change of teleoperation asks for; null: none. Pure. */
import type { TeleopView } from '../../main/base/model/phaseOne.ts';
import type { Cue } from '../parts/audioCues.ts';

type Told = Pick<TeleopView, 'state' | 'countdownS'> | null;

export function cueOf(before: Told, now: Told): Cue | null {
  if (now?.state === 'counting-down') {
    const second = Math.ceil(now.countdownS ?? 0);
    const known = before?.state === 'counting-down' ? Math.ceil(before.countdownS ?? 0) : null;
    return second > 0 && second !== known ? 'count' : null;
  }
  const recorded = before?.state === 'recording';
  if (now?.state === 'recording') return recorded ? null : 'begin';
  if (!recorded) return null;
  // Nobody is at the arm any more: it ended by itself.
  return now === null ? 'cut' : 'kept';
}
