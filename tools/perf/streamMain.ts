/**
 * The core of the window's hardest day, in a process of its own: the real door, and behind it four cameras at 30 fps
 * (real pictures of Push-T, drawn beforehand), the bench's state at 20 Hz and a log topic of 5 MB/s. Prints the link
 * as one JSON line; ends when its stdin ends.
 */
import { parseArgs } from 'node:util';
import { realClock as clock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { BatchEvent } from '../../main/base/model/view.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import {
  cameraModels,
  galleryBench,
  galleryCore,
  galleryJoints,
  galleryRun,
  galleryTasks,
} from '../../renderer/gallery/plainData.ts';
import { createTinyCore, trialRow } from '../../test/lib/tinyCore.ts';
import { drawPictures } from './drawPictures.ts';

const cameraHz = 30;
const stateHz = 20;
const logHz = 100;
const logBytesPerSecond = 5e6;

const { values } = parseArgs({
  options: { window: { type: 'string', default: '' }, trials: { type: 'string', default: '' } },
});

const core = createTinyCore({
  'core.info': () => galleryCore,
  'task.list': () => galleryTasks,
  'trial.list': () => ({ rows: [], total: 0, head: 0 }),
});
core.run.set(galleryRun);

/** Calls `run` with the number of the period; what was missed is skipped and counted in `periods`. */
function atRate(hz: number, run: (n: number, periods: number) => void): void {
  const startMs = clock.nowMs();
  let done = 0;
  clock.every(Math.floor(500 / hz), () => {
    const due = Math.floor(((clock.nowMs() - startMs) * hz) / 1000);
    if (due > done) run(due, due - done);
    done = due;
  });
}

function startStates(): void {
  atRate(stateHz, (n) => {
    const atMs = (1000 * n) / stateHz;
    const still = galleryBench(4, { mode: 'moving', lease: 'trial' });
    if (still.arm === null) return;
    const positionRad = galleryJoints.map((rad, i) => rad + 0.2 * Math.sin(n / 20 + i));
    core.bench.set({ ...still, arm: { ...still.arm, atMs, positionRad } });
  });
}

function startLog(): void {
  let owedBytes = 0;
  let index = 0;
  atRate(logHz, (_n, periods) => {
    owedBytes += (periods * logBytesPerSecond) / logHz;
    const wallTime = clock.wallTime();
    while (owedBytes > 0) {
      const row = { ...trialRow(index++), wallTime, stepHash: 'a5'.repeat(32) };
      const event: BatchEvent = { kind: 'trial', batchId: 'b1', row };
      owedBytes -= JSON.stringify(event).length;
      core.addBatch(event);
    }
  });
}

const pictures = await drawPictures('320x240', 60);
const door = await openDoor({
  api: core.api,
  clock,
  log: silentLog,
  version: 'perf',
  windowDir: values.window,
  trialsDir: values.trials,
});
startStates();
startLog();
cameraModels.forEach(({ role }, camera) => {
  const film = pictures[camera % pictures.length] ?? [];
  atRate(cameraHz, (n) => {
    const picture = film[n % film.length];
    if (picture !== undefined) core.frame(role, n, picture);
  });
});
process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write(`${JSON.stringify({ url: door.mintUrl() })}\n`);
