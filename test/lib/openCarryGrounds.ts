/** A data folder with the rooms that carrying a task needs, all of them real: tasks, demos, clips, ledger. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../main/base/host/canonical.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import type { CarryPorts } from '../../main/environment/carry/carryPorts.ts';
import { openTaskRoom, type TaskRoom } from '../../main/environment/steps/openTaskRoom.ts';
import { demoDir, demoEndFile, demosDir } from '../../main/store/dataLayout.ts';
import { type MadeDemo, makeDemo } from './exchangeGrounds.ts';
import { openTestClips, type TestClips } from './openTestClips.ts';

export interface CarryGrounds extends Disposable {
  readonly clips: TestClips;
  readonly tasks: TaskRoom;
  readonly ports: CarryPorts;
  /** A small real recording of Push-T, entered as a demo; gives its id, which is its recording's too. */
  demo(made?: MadeDemo): Promise<string>;
}

export function openCarryGrounds(
  dataDir: string,
  around: (ports: CarryPorts) => CarryPorts = (ports) => ports,
): CarryGrounds {
  const stack = new DisposableStack();
  const clips = stack.use(openTestClips(dataDir));
  const { ledger, demos, locked } = clips;
  const templatesDir = path.resolve(import.meta.dirname, '../../tasks');
  const tasks = stack.use(
    openTaskRoom({
      ...{ clock: realClock, log: silentLog, ledger, templatesDir, dataDir },
      benches: {
        envelope: () => simulatedBenchEnvelope,
        onChange: () => ({ [Symbol.dispose]: () => undefined }),
      },
      roles: () => [],
      seedHub: async () => undefined,
    }),
  );
  const ports = around({
    ...{ templatesDir, dataDir, log: silentLog, ledger, demos, locked, changes: tasks.changes },
    ...{ wallTime: realClock.wallTime, pause: async () => undefined, clips: clips.room.book },
  });
  return {
    ...{ clips, tasks, ports },
    async demo(made = {}) {
      const demoId = demos.nextId();
      const { fromMs, toMs } = await makeDemo(demosDir(dataDir), demoId, made);
      const end = readFileSync(path.join(demoDir(dataDir, demoId), demoEndFile));
      demos.record({
        ...{ demoId, recordingId: demoId, task: 'push-t', endHash: sha256(end), why: '' },
        origin: { kind: 'teleop', input: 'script' },
        ...{ result: made.result ?? 'success', nearMiss: made.nearMiss ?? null, fromMs, toMs },
        ...{ roles: ['overhead', 'front'], frames: made.frames ?? 8 },
      });
      return demoId;
    },
    [Symbol.dispose]: () => stack.dispose(),
  };
}
