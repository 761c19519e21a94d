/** How a window's process ended: well, by our signal, or of its own accord in the middle. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { watchWindow } from './openWindow.ts';

const ended = (script: string) => {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  return watchWindow(child, realClock, () => false);
};

it('is a good end with 0 and by our own signal', async () => {
  expect(await ended('exit 0')).toMatchObject({ failed: null });
  expect(await ended('kill -TERM $$')).toMatchObject({ failed: null });
});

it('is none when the program aborted itself, as without a sandbox, and its last words say why', async () => {
  const words = 'The SUID sandbox helper binary was found, but is not configured correctly';
  expect(await ended(`echo '${words}' >&2; kill -TRAP $$`)).toMatchObject({ failed: words });
  expect(await ended('kill -SEGV $$')).toMatchObject({ failed: 'SIGSEGV' });
  expect(await ended('echo no display >&2; exit 1')).toMatchObject({ failed: 'no display' });
});
