/** `bench setup`: everything that `npm start` would prepare, without starting anything. */
import type { VerbSpec } from '../cli/verb.ts';
import { switchFlag } from '../cli/verb.ts';
import { appDir } from './appVersion.ts';
import { buildWindow } from './buildWindow.ts';
import { fetchElectron, findElectronBinary, findElectronPackage } from './electronBinary.ts';
import { hasDisplay } from './openWindow.ts';
import { partNames, thisMachine } from './parts.ts';
import { prepareParts } from './prepareParts.ts';

export const setup: VerbSpec = {
  name: 'setup',
  summary: 'Install what is missing and build the window, without starting',
  detail: [
    'Asks before it installs; with --yes, or with CI=true, it goes ahead where it may.',
    'Exit code 1 when a part stays missing.',
  ].join('\n'),
  args: [],
  flags: [{ name: 'yes', kind: 'switch', help: 'Install missing system parts without asking' }],
  examples: [{ line: 'npx bench setup --yes', says: 'On a fresh machine, unattended' }],
  async run(call) {
    const { terminal, dataDir, json } = call;
    const end = new AbortController();
    using _end = terminal.onEnd(() => end.abort());
    const machine = await thisMachine();
    const parts = await prepareParts(machine, partNames, switchFlag(call, 'yes'), terminal);
    const window = await buildWindow(appDir, terminal.clock, terminal.note, end.signal);
    const electron = findElectronPackage(appDir);
    let shell = electron === null ? null : findElectronBinary(electron, machine.env);
    if (electron !== null && shell === null && hasDisplay(machine))
      shell = await fetchElectron(electron, dataDir, terminal.clock, terminal.note, end.signal);
    const missing = parts.filter((part) => part.found === null).map((part) => part.name);
    if (json)
      terminal.out(JSON.stringify({ ok: missing.length === 0, missing, window, electron: shell }));
    else if (missing.length === 0) terminal.out('Everything is set up. Start with npm start.');
    else terminal.out(`Still missing: ${missing.join(', ')}.`);
    return missing.length === 0 ? 0 : 1;
  },
};
