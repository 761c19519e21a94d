/** What a recording at the bench says of where it was made: task, bench, clock, calibrations, the simulated scene. */
import { canonicalJson, type Json, sha256 } from '../base/host/canonical.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { DemoHead, RecordingOrigin } from '../base/model/episode.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type { BenchBook } from '../bench/choice/benchBook.ts';
import type { BenchLink } from '../bench/link.ts';
import type { Station } from '../bench/stationPorts.ts';

export interface HeadParts {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly benches: BenchBook;
  readonly station: Pick<Station, 'settings' | 'view'>;
  readonly link: Pick<BenchLink, 'cameras' | 'cameraRateHz' | 'pace'>;
  readonly manifest: Pick<TaskManifest, 'id' | 'version' | 'instruction'>;
  readonly softwareVersion: string;
}

/** `nearMiss`: what was meant to be shown, where something was. */
export function recordingHead(
  { clock, benches, station, link, manifest, softwareVersion }: HeadParts,
  id: string,
  origin: RecordingOrigin,
  nearMiss: string | null,
): DemoHead {
  return {
    version: 1,
    id,
    task: manifest.id,
    taskVersion: manifest.version,
    instruction: manifest.instruction,
    origin,
    wallTime: clock.wallTime(),
    roles: link.cameras.map(({ role }) => role),
    videoRateHz: link.cameraRateHz,
    benchId: station.view.value.benchId,
    clock: link.pace,
    softwareVersion,
    calibrationHash: benches.calibrationHash(),
    cameraCalibrationHash: benches.cameraCalibrationHash(),
    // Of the simulated scene only: what a person set of it changes what a recording shows.
    settingsHash: sha256(canonicalJson(station.settings as Json)),
    ...(nearMiss === null ? {} : { nearMiss }),
  };
}
