/**
 * Builds the ports of a core for this machine and opens it: ledger, recovery, jail, the processes of the simulated
 * bench. The only place where devices are constructed. Whoever opens it holds the lock of the data folder.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileLockFree } from '../base/host/fileLock.ts';
import { openFramedChild } from '../base/host/framedChild.ts';
import { createProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { BenchError } from '../base/model/errors.ts';
import type { NightKeeping } from '../base/model/night.ts';
import { openBoardEye } from '../bench/board/boardEye.ts';
import { openBenchBook } from '../bench/choice/benchBook.ts';
import { measurePicture } from '../bench/devices/cameras/measurePicture.ts';
import { openLeader } from '../bench/leader.ts';
import { openRobot } from '../bench/robot.ts';
import { type Core, createCore } from '../core.ts';
import { jailCommand, probeJail } from '../environment/jail/jail.ts';
import { openRecorder } from '../rollout/recording.ts';
import { ledgerPath, recorderLockPath, trialsDir } from '../store/dataLayout.ts';
import { openLedger } from '../store/ledger/ledger.ts';
import { recoverDemos } from '../store/recoverDemos.ts';
import { recoverStore } from '../store/recoverStore.ts';
import { storageError } from '../store/storageError.ts';
import { askForPorts } from './askForPorts.ts';
import { appDir } from './launch/appVersion.ts';
import { revealFolder } from './launch/revealFolder.ts';
import { createDeviceOpener } from './openDevices.ts';
import { createExamOpener } from './openExam.ts';
import { openPty } from './openPty.ts';

export interface OpenCoreOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Try a task by itself once a window is there. */
  readonly autoRun: boolean;
  /** Keep a bench open while nothing runs. A core that lives for one command needs none. */
  readonly restBench: boolean;
  /** Of a night that the last core left in the middle; `look-on` when absent. */
  readonly nights?: NightKeeping | undefined;
  /** Lockstep: how long silence on the bus is waited for before it counts. Less patience spares tests time. */
  readonly lockstepAnswerMs?: number | undefined;
  /** Lockstep: how long a program of a trial may think. Less patience spares tests time. */
  readonly programPatienceMs?: number | undefined;
  /** Wall time between two views of the bench. Tests that aim at a moment of a fast lockstep want all of them. */
  readonly viewEveryMs?: number | undefined;
  /** Crash tests read it. */
  readonly blackBoxPath?: string | undefined;
}

const templatesDir = path.join(appDir, 'tasks');
const firstTask = 'push-t';
const ffmpeg = 'ffmpeg';
/** As long as an ffmpeg may take to end its film on a slow disk. */
const lastRecorderMs = 15_000;

/** A child of ours: the same Node, one of our mains. */
function ours(
  main: string,
  ...words: readonly string[]
): { readonly file: string; readonly args: readonly string[] } {
  const flags = ['--disable-warning=ExperimentalWarning'];
  return {
    file: process.execPath,
    args: [...flags, path.join(appDir, 'main', 'entry', main), ...words],
  };
}

/**
 * The recorder of a core that was killed lives a little longer: it drains its pipe and ends its films. What it still
 * finishes in that time counts, so nobody looks at the records before it is gone. One that was killed itself holds
 * nothing back: its ffmpegs hold no lock and may end their films, which no verdict promised, a little later.
 */
async function lastRecorderGone({ clock, log, dataDir }: OpenCoreOptions): Promise<void> {
  const lock = recorderLockPath(dataDir);
  if (await fileLockFree(lock, clock, 0)) return;
  log.log('info', 'the recorder of the last core is still writing; waiting for it');
  if (await fileLockFree(lock, clock, lastRecorderMs)) return;
  throw new BenchError('busy', 'the recorder of the last session is still writing', {
    hint: 'Is the disk very slow? Wait a moment and start again.',
  });
}

async function readyFolder(options: OpenCoreOptions): Promise<void> {
  try {
    await mkdir(trialsDir(options.dataDir), { recursive: true });
    await lastRecorderGone(options);
  } catch (thrown) {
    throw storageError(`the data folder ${options.dataDir}`, thrown);
  }
}

/** @throws BenchError `storage` when the data folder can't be used, `busy` when a recorder still writes there. */
export async function openCore(options: OpenCoreOptions): Promise<Core> {
  const { clock, log, dataDir, version } = options;
  await readyFolder(options);
  const table = createProcessTable();
  table.add('core', process.pid);
  const ledger = openLedger(ledgerPath(dataDir), { clock, log, softwareVersion: version });
  const recovery = await recoverStore(ledger, dataDir, { clock, log });
  await recoverDemos(ledger, dataDir, {
    ...{ clock, log, why: 'the core ended while it was recorded' },
    enter: (entry) => void ledger.append(entry),
  });
  ledger.append({ kind: 'core-started', softwareVersion: version, pid: process.pid });
  const cached = (name: string): string => path.join(dataDir, 'cache', name);
  const places = { cacheDir: cached('sdk'), launcherDir: cached('confine') };
  const jail = await probeJail({ log, appDir, ...places });
  const benches = openBenchBook({ dataDir, ledger, log });
  const core = createCore(
    {
      clock,
      log,
      table,
      ledger,
      benches,
      viewEveryMs: options.viewEveryMs,
      openRecorder: () => {
        const program = ours('recorder.ts', '--lock', recorderLockPath(dataDir));
        return openRecorder({ clock, log, table, program });
      },
      openDevices: createDeviceOpener({
        clock,
        log,
        table,
        simulatorProgram: ours('sim.ts'),
        blackBoxPath: options.blackBoxPath,
        ffmpeg,
      }),
      openRobot: (port) =>
        openRobot({
          ...port,
          clock,
          log,
          table,
          program: ours('servo.ts'),
          answerTimeoutMs: port.pace === 'lockstep' ? options.lockstepAnswerMs : undefined,
        }),
      openLeader: (port) => openLeader({ ...port, clock, log, table, program: ours('leader.ts') }),
      measurePicture,
      listSerialPorts: () => askForPorts(ours('listPorts.ts')),
      openBoardEye: () => openBoardEye({ clock, log, table, program: ours('board.ts') }),
      openExchange: (onFrame) =>
        openFramedChild({
          ...{ name: 'exchange', ...ours('exchange.ts'), clock, log, table, onFrame },
          nice: 10,
        }),
      openAuthor: (onFrame) =>
        openFramedChild({
          ...{ name: 'author', ...ours('author.ts'), clock, log, table, onFrame },
          nice: 10,
        }),
      openExamScenes: createExamOpener({ clock, log, table, program: ours('exam.ts') }),
      programCommand: (program) => jailCommand(program, jail),
      programPatienceMs: options.programPatienceMs,
      env: process.env,
      ffmpeg,
      nodePath: process.execPath,
      openPty,
      revealFolder: (dir) => revealFolder(dir, { clock, env: process.env }),
    },
    {
      version,
      pid: process.pid,
      dataDir,
      appDir,
      templatesDir,
      isolation: jail.level,
      autoRunTask: options.autoRun ? firstTask : null,
      aborted: recovery.aborted,
      restTask: options.restBench ? firstTask : null,
      nights: options.nights ?? 'look-on',
    },
  );
  void core.start();
  return {
    ...core,
    async [Symbol.asyncDispose]() {
      await core[Symbol.asyncDispose]();
      ledger[Symbol.dispose]();
    },
  };
}
