/** The command line against a real door: what it asks of the core behind is noted, and answered by handlers of the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { takeLock } from '../../main/entry/lock.ts';
import { createTinyCore, type TinyCore } from './tinyCore.ts';

export interface CliRig extends AsyncDisposable {
  /** Data folder and working folder. */
  readonly dir: string;
  readonly core: TinyCore;
}

export async function openCliRig(handlers: Parameters<typeof createTinyCore>[0]): Promise<CliRig> {
  const dir = mkdtempSync(join(tmpdir(), 'nightbench-cli-'));
  const core = createTinyCore(handlers);
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(dir, { recursive: true, force: true }));
  const options = { clock: realClock, log: silentLog, version: '0', windowDir: dir, dataDir: dir };
  const door = stack.use(await openDoor({ ...options, api: core.api, trialsDir: dir }));
  const lock = stack.use(takeLock(dir));
  const { url, token } = door;
  lock.publish({ pid: process.pid, url, token, version: '0', startedWallTime: 'now' });
  return { dir, core, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
