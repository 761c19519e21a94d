/**
 * A room of seals on the real ledger, benches and tasks, in a folder of its own, with a small app whose code a test may
 * change; what was measured of judge and reset is what the test says.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CommandArgs, commands } from '../../main/base/api/contract.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createStateTopic } from '../../main/base/lib/topic.ts';
import type { Envelope } from '../../main/base/model/arm.ts';
import type { JudgeReport, JudgeView } from '../../main/base/model/judge.ts';
import type { ResetMeasure, ResetView } from '../../main/base/model/reset.ts';
import type { SealView } from '../../main/base/model/seal.ts';
import type { BenchView } from '../../main/base/model/view.ts';
import type { JudgeEntry } from '../../main/base/wire/judgeEntry.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { openBenchBook } from '../../main/bench/choice/benchBook.ts';
import { openLockedBook } from '../../main/environment/clips/lockedBook.ts';
import { openSealRoom, type SealRoom } from '../../main/environment/seal/openSealRoom.ts';
import { openTaskRoom } from '../../main/environment/steps/openTaskRoom.ts';
import { hashTree } from '../../main/environment/task/hashTree.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { type Ledger, openLedger } from '../../main/store/ledger/ledger.ts';
import { createStillClock } from './createStillClock.ts';

const templatesDir = path.resolve('tasks');
const never = new AbortController().signal;
const rate = { k: 20, n: 20, lo: 0.83, hi: 1 };

type Report = Pick<JudgeReport, 'locked' | 'gate' | 'why'>;

export const passed: Report = {
  locked: {
    ...{ positives: 20, negatives: 59, fp: 0, fn: 1, fprUpper95: 0.0495, recall: 0.95 },
    ...{ recallInterval: [0.75, 0.99], precision: 1, flipsMax: 1, byKind: {} },
  },
  ...({ gate: 'pass', why: [] } as const),
};
export const unmeasured: Report = { locked: null, gate: 'fail', why: ['It was not measured.'] };

export const measuredReset: ResetMeasure = {
  ...{ times: 20, verifiedFirst: rate, verified: rate, longestRow: 20, secondsP50: 9 },
  ...{ secondsP95: 12, attemptsMean: 1, causes: [], rescues: 0, seed: 1, clock: 'lockstep' },
  spread: {
    ...{ n: 20, cells: { covered: 9, of: 36 } },
    coordinates: { xM: 0.1, yM: 0.12, yawRad: 0.3 },
  },
  ...{ by: 'Ada', wallTime: '' },
};

export interface SealGrounds extends Disposable {
  readonly dataDir: string;
  readonly appDir: string;
  readonly ledger: Ledger;
  /** What the next questions find. */
  readonly now: {
    report: Report;
    reset: ResetMeasure | null;
    envelope: Envelope;
    version: string;
    /** Called when a contract is signed, after it was planned and before its files are copied. */
    onSign: () => void;
  };
  readonly room: SealRoom;
  /** Another core on the same folder. */
  reopen(): void;
  readonly tasks: ReturnType<typeof openTaskRoom>;
  /** The judge of the task is measured and passes, the reset too, clips are locked. */
  makeWell(task: string): Promise<void>;
  call<N extends keyof SealRoom['answers']>(
    name: N,
    args: CommandArgs<N>,
  ): Promise<Awaited<ReturnType<SealRoom['answers'][N]>>>;
  until(fits: (view: SealView | null) => boolean): Promise<SealView | null>;
}

function writeApp(appDir: string): void {
  mkdirSync(path.join(appDir, 'main', 'sdk', 'fixtures'), { recursive: true });
  const put = (name: string, text: string) => writeFileSync(path.join(appDir, name), text);
  put('main/core.ts', '// core\n');
  put('main/core.test.ts', '// a test\n');
  put('main/sdk/tee.ts', '// sees a T\n');
  put('main/sdk/fixtures/waits.ts', '// waits\n');
  put('package.json', JSON.stringify({ name: 'app', dependencies: { zod: '4.6.7' } }));
}

/** `at`: a data folder of somebody else's, which stays; else its own, which goes with it. */
export function openSealGrounds(at?: string): SealGrounds {
  const root = at ?? mkdtempSync(path.join(tmpdir(), 'nb-seals-'));
  const dataDir = path.join(root, 'data');
  const appDir = path.join(root, 'app');
  mkdirSync(dataDir, { recursive: true });
  writeApp(appDir);
  const clock = createStillClock();
  const log = silentLog;
  const ledger = openLedger(ledgerPath(dataDir), { clock, log, softwareVersion: 'test' });
  const benches = openBenchBook({ dataDir, ledger, log });
  const tasks = openTaskRoom({
    ...{ clock, log, ledger, templatesDir, dataDir, benches },
    ...{ roles: () => [], seedHub: async () => undefined },
  });
  const now: SealGrounds['now'] = {
    ...{ report: unmeasured, reset: null, envelope: simulatedBenchEnvelope, version: '0.1.0' },
    onSign: () => undefined,
  };
  const view = createStateTopic({ cameras: [] as BenchView['cameras'] } as BenchView);
  const open = () =>
    openSealRoom({
      ...{ ledger, benches, dataDir, appDir, templatesDir, tasks, locked: openLockedBook(ledger) },
      version: now.version,
      wallTime: () => {
        now.onSign();
        return clock.wallTime();
      },
      station: {
        view,
        get envelope() {
          return now.envelope;
        },
      },
      judges: {
        onChange: () => ({ [Symbol.dispose]: () => undefined }),
        answers: {
          'judge.show': () => ({ inForce: 'shipped' }) as JudgeView,
          'judge.report': () => now.report as JudgeReport,
        },
      },
      resetOf: async () => ({ measure: now.reset }) as ResetView,
    });
  let room = open();
  return {
    ...{ dataDir, appDir, ledger, now, tasks },
    get room() {
      return room;
    },
    reopen() {
      room[Symbol.dispose]();
      room = open();
    },
    async makeWell(task) {
      Object.assign(now, { report: passed, reset: measuredReset });
      const hash = await hashTree(path.join(templatesDir, task, 'judge'));
      const measure = { setId: 'locked-0001' } as Extract<
        JudgeEntry,
        { kind: 'judge-measured' }
      >['measure'];
      openLockedBook(ledger).lock({ task, recordings: ['r-1'], clips: [], by: 'Ada' } as never);
      ledger.append({ kind: 'judge-measured', task, judgeId: 'shipped', hash, measure });
      this.reopen();
    },
    call: async (name, args) =>
      (await (room.answers[name] as (args: unknown, signal: AbortSignal) => unknown)(
        commands[name].args.parse(args),
        never,
      )) as never,
    until: (fits) =>
      new Promise((resolve) => {
        const watching = room.topic.watch((value) => {
          if (!fits(value)) return;
          queueMicrotask(() => watching[Symbol.dispose]());
          resolve(value);
        });
      }),
    [Symbol.dispose]() {
      room[Symbol.dispose]();
      tasks[Symbol.dispose]();
      ledger[Symbol.dispose]();
      if (at === undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}
