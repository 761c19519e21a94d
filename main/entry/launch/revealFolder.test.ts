/** Opening a folder with a stand-in `xdg-open` on a path of its own: what it is given, and every refusal. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { revealFolder } from './revealFolder.ts';

let base: string;
let dir: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'nb-reveal-'));
  dir = join(base, 'run-00001-0001 $(x)');
  mkdirSync(dir);
});
afterEach(() => rmSync(base, { recursive: true }));

const reveal = (env: Readonly<Record<string, string>>, at = dir): Promise<void> =>
  revealFolder(at, { clock: realClock, env: { PATH: base, ...env } });

function standIn(script: string): void {
  writeFileSync(join(base, 'xdg-open'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(base, 'xdg-open'), 0o755);
}

describe('revealFolder', () => {
  it('gives the folder to xdg-open as one word', async () => {
    standIn(`printf '%s|' "$@" > "${base}/asked"`);
    await reveal({ DISPLAY: ':0' });
    expect(readFileSync(join(base, 'asked'), 'utf8')).toBe(`${dir}|`);
  });

  it('says why not, with the path to copy', async () => {
    const refusal = { code: 'unavailable', hint: `It is ${dir}` };
    await expect(reveal({})).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('no display'),
    });
    await expect(reveal({ WAYLAND_DISPLAY: 'w' })).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('not installed'),
    });
    standIn('exit 3');
    await expect(reveal({ DISPLAY: ':0' })).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('xdg-open failed (3)'),
    });
  });

  it('refuses a folder that is gone', async () => {
    standIn('exit 0');
    await expect(reveal({ DISPLAY: ':0' }, join(base, 'gone'))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
