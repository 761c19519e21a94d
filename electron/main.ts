/**
 * The entry that Electron runs: `electron electron/main.ts --url=http://127.0.0.1:PORT/…`. It takes the module
 * from Electron itself and hands it to the shell; under plain Node it does nothing, because there the package of
 * that name would start a download.
 */
import { createRequire } from 'node:module';
import type * as Electron from 'electron';
import { coreUrlOf, createShell } from './shell.ts';

if (process.versions.electron !== undefined) {
  const electron: typeof Electron = createRequire(import.meta.url)('electron');
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const url = coreUrlOf(process.argv);
  if (url === null) {
    say('The shell needs --url=http://127.0.0.1:PORT/…, the address that the core printed.');
    electron.app.exit(2);
  } else {
    await createShell({ electron, url, say });
  }
}
