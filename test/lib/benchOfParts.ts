/**
 * The parts of a real bench without one: a servo bus on a pseudo-terminal that a simulator's process answers, and films as
 * cameras. The core under test is told their paths and nothing else. Needs ffmpeg.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { BenchChoice } from '../../main/base/model/phaseOne.ts';
import { openSimulator, type Simulator } from '../../main/bench/simulator.ts';
import { tempDir } from './coreUnderTest.ts';

export interface BenchOfParts extends AsyncDisposable {
  readonly choice: BenchChoice;
  /** What stands behind the serial port. */
  readonly bus: Simulator;
}

const root = path.resolve(import.meta.dirname, '../..');

/** A few seconds of noise that moves, so that no two pictures are alike. */
export function makeFilm(file: string, size = '320x240'): void {
  const source = `testsrc2=size=${size}:rate=15:duration=4,noise=alls=20:allf=t`;
  const words = ['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', source, '-y', file];
  const { status, stderr } = spawnSync('ffmpeg', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`no film: ${stderr}`);
}

export async function openBenchOfParts(): Promise<BenchOfParts> {
  const folder = tempDir('parts');
  const film = (role: string): string => path.join(folder.path, `${role}.mp4`);
  for (const role of ['overhead', 'front']) makeFilm(film(role));
  const bus = await openSimulator({
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    pace: 'real',
    taskDir: path.join(root, 'tasks/touch'),
    seed: 1,
    settings: { frameRateHz: 1 },
    program: { file: process.execPath, args: [path.join(root, 'main/entry/sim.ts')] },
  });
  const shape = { widthPx: 320, heightPx: 240, rateHz: 15 };
  return {
    bus,
    choice: {
      id: 'lab',
      name: 'Lab',
      kind: 'real',
      followerPort: bus.opened.port,
      leaderPort: null,
      cameras: ['overhead', 'front'].map((role) => ({ role, device: film(role), ...shape })),
    },
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
