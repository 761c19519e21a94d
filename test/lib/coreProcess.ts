/**
 * A core as a process of its own, with its bench open and a black box, so that it can be killed or stopped; and waiting for
 * what it says. It ends with the test's end of its pipe.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { StateTopics } from '../../main/base/api/topics.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';

export interface CoreProcess extends AsyncDisposable {
  readonly pid: number;
  readonly client: CoreClient;
  /** The first value of a state topic that fits. */
  until<T extends keyof StateTopics>(
    topic: T,
    fits: (value: StateTopics[T]) => boolean,
  ): Promise<StateTopics[T]>;
  readonly ended: Promise<void>;
}

/**
 * `ownGroup`: as a shell starts it, in a group with all that it starts, and with nobody's pipe to live on. `restBench`:
 * false where only lockstep is asked for.
 */
export async function openCoreProcess(
  dataDir: string,
  blackBox: string,
  options: {
    readonly ownGroup?: boolean;
    readonly restBench?: boolean;
    /** Open nights go on by themselves. */
    readonly resumes?: boolean;
  } = {},
): Promise<CoreProcess> {
  const { ownGroup = false, restBench = !ownGroup } = options;
  const main = path.join(appDir, 'main', 'entry', 'core.ts');
  const args = [main, '--data', dataDir, '--idle', '--json'];
  if (restBench) args.push('--bench');
  if (!ownGroup) args.push('--with-parent');
  if (options.resumes === true) args.push('--resume');
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NIGHTBENCH_BLACK_BOX: blackBox },
    detached: ownGroup,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([
    new Promise<void>((resolve) => child.stdout?.once('data', () => resolve())),
    ended.then(() => Promise.reject(new Error('the core ended before it served'))),
  ]);
  const client = await openCoreClient(must(readCoreCard(dataDir)), realClock);
  client.lost.catch(() => undefined);
  return {
    pid: must(child.pid),
    client,
    ended,
    until: (topic, fits) =>
      new Promise((resolve) => {
        client.onState(topic, (value) => {
          if (fits(value)) resolve(value);
        });
      }),
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      child.stdin?.end();
      await ended;
    },
  };
}
