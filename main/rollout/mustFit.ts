/** What keeps a task's programs from moving the arm, refused before anything changed. */
import { BenchError } from '../base/model/errors.ts';
import type { TaskManifest } from '../base/model/task.ts';
import { narrowEnvelope } from '../bench/benchEnvelope.ts';
import type { Station } from '../bench/stationPorts.ts';

/** @throws BenchError `bad-input` where the task's limits leave nothing of the bench's envelope, `refused`. */
export function mustFit(
  { envelope, motionRefusal, view }: Pick<Station, 'envelope' | 'motionRefusal' | 'view'>,
  { resetLimits, episodeLimits }: Pick<TaskManifest, 'resetLimits' | 'episodeLimits'>,
  lockstep: boolean,
): void {
  narrowEnvelope(envelope, resetLimits);
  narrowEnvelope(envelope, episodeLimits);
  if (motionRefusal !== null) throw motionRefusal;
  if (lockstep && view.value.kind === 'real')
    throw new BenchError('refused', 'bench time (lockstep) is for the simulated bench only', {
      hint: 'run in real time, or choose the simulated bench first',
    });
}
