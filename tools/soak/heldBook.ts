/**
 * How soon the arm was seen to stand after something that must make it stand, as a client sees it; and, after the
 * core itself was killed, how soon it really stood, from the simulator's black box.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { TrialPhase } from '../../main/base/model/trial.ts';
import type { BlackBoxFile } from '../../main/bench/devices/sim/blackBox.ts';
import type { Deed } from './drawBatch.ts';

/** In which phases a program is waited for; killed in another it is missed when its turn comes, and the reset goes on. */
const turnOf: Readonly<Partial<Record<string, readonly TrialPhase[]>>> = {
  reset: [],
  policy: ['episode'],
  judge: ['episode', 'verdict'],
};

/** After these a moving arm has to stand at once, whatever else goes on. `phase`: of the trial that is struck. */
export function mustHold(deed: Deed, phase: TrialPhase | null): boolean {
  if (deed.kind === 'kill') {
    const turn = turnOf[deed.process];
    return turn === undefined || (phase !== null && turn.includes(phase));
  }
  if (deed.kind === 'switch') {
    const { kind, servo, role } = deed.fault;
    return kind === 'unplug' && servo === undefined && role === undefined;
  }
  return ['stop', 'cancel', 'hand', 'scene'].includes(deed.kind);
}

/** The play of a joint and of gravity at its end. */
const stillRad = 0.03;

/** Milliseconds from the death of the core to the last time a joint was away from where it came to rest. */
export function heldAfterMs({ lostAtMs, joints }: BlackBoxFile): number | null {
  const last = joints.at(-1)?.positionRad;
  const after = joints.filter((row) => row.atMs > lostAtMs);
  if (last === undefined || after.length === 0) return null;
  const away = after.findLast((row) =>
    row.positionRad.some((value, joint) => Math.abs(value - (last[joint] ?? value)) > stillRad),
  );
  return away === undefined ? 0 : away.atMs - lostAtMs;
}

/** Null when no simulator wrote one. Taken once. */
export function takeBlackBox(file: string): BlackBoxFile | null {
  if (!existsSync(file)) return null;
  const box = JSON.parse(readFileSync(file, 'utf8')) as BlackBoxFile;
  rmSync(file);
  return box;
}
