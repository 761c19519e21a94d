/**
 * The cameras of the bench in real time with a task's scene before them, opened where they are not open: for whoever only
 * looks. Takes no lease and moves nothing.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import { installTask } from '../../environment/task/installTask.ts';

export interface CamerasPlace {
  readonly clock: Clock;
  readonly station: Station;
  readonly dataDir: string;
  readonly templatesDir: string;
}

const standsMs = 30_000;
const lookEveryMs = 100;

/** @throws BenchError `busy` while somebody has the bench. */
export function needFreeBench({ view }: Pick<Station, 'view'>): void {
  const { lease } = view.value;
  if (lease === 'none') return;
  throw new BenchError('busy', `the bench is held by ${lease}`, {
    hint: 'End what runs, then look again.',
  });
}

/** @throws BenchError `busy`, `unavailable`, and the signal's reason. */
export async function openCameras(
  { clock, station, templatesDir, dataDir }: CamerasPlace,
  task: string,
  signal: AbortSignal,
): Promise<BenchLink> {
  needFreeBench(station);
  const { templateDir } = await installTask(templatesDir, dataDir, task);
  if (!station.isOpen('real', templateDir))
    await station.open({ pace: 'real', taskDir: templateDir, seed: 1 });
  for (let waitedMs = 0; waitedMs < standsMs && !station.givenUp; waitedMs += lookEveryMs) {
    signal.throwIfAborted();
    needFreeBench(station);
    if (station.link?.pace === 'real') return station.link;
    await clock.sleep(lookEveryMs, signal);
  }
  throw new BenchError('unavailable', 'no bench with cameras is open', {
    hint: 'See the alerts, then try again.',
  });
}
