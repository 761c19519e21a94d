/**
 * A core that serves: the lock of its data folder, the core, the door, and the card that leads the command line to
 * it, taken in this order and let go in the reverse. Knows neither windows nor signals.
 */
import { join } from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import type { NightKeeping } from '../../base/model/night.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import { shelfDir, trialsDir } from '../../store/dataLayout.ts';
import { openDoor } from '../door/openDoor.ts';
import { takeLock } from '../lock.ts';
import { openCore } from '../openCore.ts';
import { appDir, appVersion } from './appVersion.ts';
import { openLogFile } from './openLogFile.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Try the first task by itself once a window is there. */
  readonly autoRun: boolean;
  /** Keep the bench standing while nothing runs. */
  readonly restBench: boolean;
  readonly nights: NightKeeping;
}

export interface ServingCore extends AsyncDisposable {
  readonly version: string;
  readonly logPath: string;
  /** A link that opens one window, once. */
  mintUrl(): string;
}

/** Serves when it resolves. Throws `busy` when another process holds the folder, `storage` when the disk says no. */
export async function serveCore(options: ServeOptions): Promise<ServingCore> {
  const { dataDir, clock, autoRun, restBench, nights } = options;
  const version = appVersion();
  await using stack = new AsyncDisposableStack();
  const lock = stack.use(takeLock(dataDir));
  const { log, path: logPath } = stack.use(openLogFile(dataDir, clock));
  stack.defer(() => log.log('info', 'the core ended'));
  const blackBoxPath = process.env.NIGHTBENCH_BLACK_BOX;
  const core = stack.use(
    await openCore({
      ...{ dataDir, clock, log, version, autoRun, restBench, nights, blackBoxPath },
    }),
  );
  const door = stack.use(
    await openDoor({
      api: core.api,
      clock,
      log,
      version,
      windowDir: join(appDir, 'dist/window'),
      trialsDir: trialsDir(dataDir),
      recordings: { dataDir, ...core.recordings },
      dwellOf: (taskHash) =>
        readManifest(join(shelfDir(dataDir), taskHash)).then(
          ({ dwell }) => dwell,
          () => null, // no longer on the shelf
        ),
    }),
  );
  core.setDoor(door);
  const { url, token } = door;
  lock.publish({ pid: process.pid, url, token, version, startedWallTime: clock.wallTime() });
  log.log('info', 'the core serves', { url, pid: process.pid, version });
  const held = stack.move();
  return {
    version,
    logPath,
    mintUrl: door.mintUrl,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
