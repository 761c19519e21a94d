/**
 * The entry that Electron runs, alone (then it starts the core) or with `--link --shell-dir=DIR` by the core's
 * launcher. It takes the module from Electron itself and builds the shell's ports. Nothing here may be awaited:
 * Electron gets ready only when this file has been evaluated. Under plain Node it does nothing, because there the
 * package of that name would start a download.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Electron from 'electron';
import { realClock } from '../main/base/lib/clock.ts';
import { defaultDataDir } from './defaultDataDir.ts';
import { openPipeLink, startCore } from './openCoreLink.ts';
import { openShellLog } from './openShellLog.ts';
import type { LinkEvents } from './shell.ts';
import { startShell } from './shell.ts';

function run(electron: typeof Electron): void {
  const { argv, platform, stdin, stdout, stderr } = process;
  const given = argv.find((word) => word.startsWith('--shell-dir='))?.slice('--shell-dir='.length);
  const dataDir = defaultDataDir(process.env);
  const shellDir = given ?? join(dataDir, 'shell');
  for (const room of ['profile', 'crashes'])
    mkdirSync(join(shellDir, room), { recursive: true, mode: 0o700 });
  const alone = !argv.includes('--link');
  const appDir = dirname(dirname(fileURLToPath(import.meta.url)));
  const log = openShellLog(shellDir, realClock.wallTime, (line) => stderr.write(`${line}\n`));
  stderr.on('error', () => undefined); // a terminal that went away takes nothing with it
  startShell({
    electron,
    platform,
    clock: realClock,
    log,
    shellDir,
    noSandbox: argv.includes('--no-sandbox'),
    alone,
    openLink: (events: LinkEvents) =>
      alone ? startCore(appDir, dataDir, events) : openPipeLink(stdin, stdout, events),
    onSignal(end) {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    },
  });
}

if (process.versions.electron !== undefined) run(createRequire(import.meta.url)('electron'));
