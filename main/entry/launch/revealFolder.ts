/**
 * Shows a folder in the file manager of this machine, by `xdg-open`, without a shell. Where that cannot be (no display,
 * no program, folder gone) the refusal says why and gives the path to copy. A file manager that stays open is success.
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { hasDisplay } from './openWindow.ts';

export interface RevealPlace {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Longer than a failure takes to show; a file manager may run as long as it likes. */
const waitMs = 4_000;

/** @throws BenchError `not-found`, `unavailable`. */
export async function revealFolder(dir: string, { clock, env }: RevealPlace): Promise<void> {
  const refuse = (why: string, cause?: unknown): BenchError =>
    new BenchError('unavailable', `the folder cannot be opened: ${why}`, {
      hint: `It is ${dir}`,
      cause,
    });
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new BenchError('not-found', `there is no folder ${dir}`, {
      hint: 'The trial was aborted before its record began, or somebody moved it.',
    });
  if (!hasDisplay({ env, platform: process.platform }))
    throw refuse("the core's machine has no display");
  const child = spawn('xdg-open', [dir], { env, stdio: 'ignore', detached: true });
  await new Promise<void>((resolve, reject) => {
    const patience = clock.after(waitMs, resolve);
    child.once('error', (cause) => {
      patience[Symbol.dispose]();
      reject(refuse('xdg-open is not installed', cause));
    });
    child.once('exit', (code) => {
      patience[Symbol.dispose]();
      if (code === 0) resolve();
      else reject(refuse(`xdg-open failed (${code ?? 'killed'})`));
    });
  });
  child.unref();
}
