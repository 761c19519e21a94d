/** What the simulated arm really did, asked of its process while it lives or read after its end. */
import { existsSync, readFileSync, rmSync, watch } from 'node:fs';
import path from 'node:path';
import { simulatedCalibration } from '../../main/base/arm/so101.ts';
import { must } from '../../main/base/lib/assert.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import type { BlackBoxFile } from '../../main/bench/devices/sim/blackBox.ts';
import { radOfCounts } from '../../main/bench/servo/jointUnits.ts';

/** Resolves once there is such a file. Files here are renamed into place: they come whole. */
export function untilFile(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(path.dirname(file), () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    });
    if (existsSync(file)) {
      watcher.close();
      resolve();
    }
  });
}

export const readBox = (file: string): BlackBoxFile =>
  JSON.parse(readFileSync(file, 'utf8')) as BlackBoxFile;

/** The box as it is now. */
export async function askBox(file: string, simulatorPid: number): Promise<BlackBoxFile> {
  rmSync(file, { force: true });
  process.kill(simulatorPid, 'SIGUSR2');
  await untilFile(file);
  return readBox(file);
}

/**
 * How many milliseconds of travel at its top speed the last written goals are ahead of where the arm is: as far as it can
 * go when nobody writes any more. The jaw is left out: its goal is how hard it squeezes.
 */
export function leadMs(box: BlackBoxFile): number {
  const at = must(box.joints.at(-1)).positionRad;
  const ahead = simulatedCalibration.slice(0, 5).map((joint, j) => {
    const write = must(box.writes.findLast((each) => each.id === joint.id && each.address === 42));
    const counts = (write.data[0] ?? 0) | ((write.data[1] ?? 0) << 8);
    const speedRadS = must(simulatedBenchEnvelope.speedRadS[j]);
    return Math.abs(radOfCounts(joint, counts) - must(at[j])) / speedRadS;
  });
  return Math.round(1000 * Math.max(...ahead));
}

/**
 * A joint cut off at full speed is at its last goal within 30 ms and swings past it by up to 0.04 rad, measured; a hold's
 * gravity and the play of the joint are less.
 */
export const stillRad = 0.05;

/**
 * Milliseconds from `fromMs` until no joint ever is further than `stillRad` from where it is at the end of the box. On the
 * box's own clock of that name; Infinity when the box ends before `fromMs` or while the arm still moves.
 */
export function stillAfterMs(
  box: BlackBoxFile,
  clock: 'atMs' | 'benchMs',
  fromMs: number,
  untilMs = Number.POSITIVE_INFINITY,
): number {
  const seen = box.joints.filter((row) => row[clock] >= fromMs && row[clock] <= untilMs);
  const end = seen.at(-1);
  if (end === undefined) return Number.POSITIVE_INFINITY;
  const away = seen.findLast((row) =>
    row.positionRad.some((rad, j) => Math.abs(rad - (end.positionRad[j] ?? 0)) > stillRad),
  );
  return away === undefined ? 0 : away[clock] - fromMs;
}
