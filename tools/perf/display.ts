/** A screen of our own without a graphics card (Xvfb), so that the real window can be opened on any machine. */
import type { Clock } from '../../main/base/lib/clock.ts';
import { spawnOwned } from './spawnOwned.ts';

const startMs = 10_000;

export interface Display extends AsyncDisposable {
  /** For the environment variable DISPLAY. */
  readonly name: string;
  readonly pid: number;
}

export async function openDisplay(program: string, clock: Clock): Promise<Display> {
  const screen = ['-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-displayfd', '3'];
  const { child, ended } = spawnOwned(program, screen, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const late = new AbortController();
  const number = await Promise.race([
    new Promise<string>((resolve) => {
      child.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').trim()));
    }),
    ended.then(() => null),
    clock.sleep(startMs, late.signal).then(
      () => null,
      () => null,
    ),
  ]);
  late.abort();
  if (number === null || child.pid === undefined) {
    await close();
    throw new Error(`${program} opened no screen`);
  }
  return { name: `:${number}`, pid: child.pid, [Symbol.asyncDispose]: close };
}
