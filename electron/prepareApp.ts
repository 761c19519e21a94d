/**
 * What Electron must hear before it is ready: where its files lie, its sandbox, its switches, that it is the only
 * instance. Nothing here waits.
 */
import { join } from 'node:path';
import type { ShellPorts } from './shell.ts';

/** False for a second instance. */
export function prepareApp({ electron, platform, shellDir, noSandbox, log }: ShellPorts): boolean {
  const { app, crashReporter } = electron;
  app.setName('Nightbench');
  app.setPath('userData', join(shellDir, 'profile'));
  app.setPath('crashDumps', join(shellDir, 'crashes'));
  crashReporter.start({ uploadToServer: false, productName: 'Nightbench' });
  if (!noSandbox) app.enableSandbox();
  // Without a graphics card the 3-D view is drawn in software; 'unsafe' is about pages that are not ours.
  app.commandLine.appendSwitch('enable-unsafe-swiftshader');
  // No secret of ours reaches the disk; asking a Linux keyring would only put a password box in the way.
  if (platform === 'linux') app.commandLine.appendSwitch('password-store', 'basic');
  app.on('render-process-gone', (_event, _page, { reason, exitCode }) =>
    log.log('error', 'the page is gone', { reason, exitCode }),
  );
  app.on('child-process-gone', (_event, { type, reason, exitCode }) =>
    log.log('error', 'a process of the shell is gone', { type, reason, exitCode }),
  );
  return app.requestSingleInstanceLock();
}
