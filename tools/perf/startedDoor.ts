/** A door in a process of its own, as a page's measurement needs it: its main says its link first, then listens. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { must } from '../../main/base/lib/assert.ts';
import type { PerfPorts } from './figure.ts';
import { spawnOwned } from './spawnOwned.ts';

export interface StartedDoor extends AsyncDisposable {
  readonly url: string;
  /** One line to the main's standard input. */
  tell(line: string): void;
}

/** `main` is a file of this folder; it ends when its standard input ends. */
export async function startDoor(
  ports: PerfPorts,
  main: string,
  more: readonly string[] = [],
): Promise<StartedDoor> {
  const { root, scratchDir } = ports;
  const args = [
    join(root, 'tools/perf', main),
    ...['--window', join(root, 'dist/window')],
    ...['--trials', scratchDir],
    ...more,
  ];
  const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
  const { child, ended } = spawnOwned(process.execPath, args, { stdio });
  const line = await Promise.race([
    new Promise<string>((resolve) => {
      createInterface({ input: must(child.stdout) }).once('line', resolve);
    }),
    ended.then(() => null),
  ]);
  if (line === null) throw new Error(`${main} did not start`);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    tell: (words) => void must(child.stdin).write(`${words}\n`),
    [Symbol.asyncDispose]: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
