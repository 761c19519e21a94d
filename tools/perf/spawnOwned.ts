/** Child processes of a measurement: whatever ends the instrument, a Ctrl-C too, they end with it. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const alive = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of alive) child.kill('SIGTERM');
});

export interface OwnedChild {
  readonly child: ChildProcess;
  /** Resolves when it has ended, or never started. */
  readonly ended: Promise<void>;
}

export function spawnOwned(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
): OwnedChild {
  const child = spawn(file, args, options);
  alive.add(child);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      alive.delete(child);
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
  return { child, ended };
}
