/**
 * `bench start`, which is `npm start`: from a clone to a moving arm. Parts, window, core, in this order; then it
 * serves until Ctrl-C. Closing the window stops nothing. On a folder whose core runs already it opens a window on it.
 */
import { reachRunning } from '../cli/reachCore.ts';
import type { VerbCall, VerbSpec } from '../cli/verb.ts';
import { switchFlag } from '../cli/verb.ts';
import type { CoreCard } from '../lock.ts';
import { readCoreCard } from '../lock.ts';
import { appDir } from './appVersion.ts';
import { askForLink } from './askForLink.ts';
import { buildWindow } from './buildWindow.ts';
import { keepWindow } from './keepWindow.ts';
import { linkShell } from './openShell.ts';
import type { WindowPlace } from './openWindow.ts';
import { partNames, thisMachine } from './parts.ts';
import { prepareParts } from './prepareParts.ts';
import { serveCore } from './serveCore.ts';

const hangMs = 12_000;

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The desktop app started this process and holds its pipes. */
async function linkStdio(place: WindowPlace) {
  const comeBack = 'Start Nightbench again to see it.';
  const { stdin, stdout } = process;
  const gone = new Promise<void>((resolve) => stdin.once('end', resolve));
  const side = await linkShell(place, { read: stdin, write: stdout, comeBack });
  return { ...side, gone };
}

/** The folder has a core already: say who, and open a window on it. */
async function joinRunning(call: VerbCall, card: CoreCard, signal: AbortSignal): Promise<number> {
  const { terminal, json, dataDir } = call;
  if (switchFlag(call, 'link')) {
    using side = await linkStdio(await windowPlace(call, signal));
    await Promise.race([side.gone, side.coreLost, whenAborted(signal)]);
    return 0;
  }
  const holder = `Process ${card.pid} already runs a core on ${dataDir}`;
  if (switchFlag(call, 'no-window') || json) {
    const url = await askForLink(card);
    terminal.note(`bench: ${holder}. A link to it: ${url}`);
    if (json) {
      const error = { code: 'busy', message: holder };
      terminal.out(JSON.stringify({ error, url, pid: card.pid, dataDir, version: card.version }));
    }
    return 1;
  }
  terminal.note(`${holder}; opening a window on it.`);
  const place = await windowPlace(call, signal);
  const mintUrl = (): Promise<string> => askForLink(card);
  const comeBack = 'npx bench start shows it again.';
  using window = await keepWindow({ place, mintUrl, comeBack, out: terminal.out });
  await Promise.race([window.gone, whenAborted(signal)]);
  return 0;
}

async function windowPlace(call: VerbCall, signal: AbortSignal): Promise<WindowPlace> {
  const { terminal, dataDir } = call;
  const machine = await thisMachine();
  return { appDir, dataDir, machine, clock: terminal.clock, note: terminal.note, signal };
}

async function serve(call: VerbCall, signal: AbortSignal): Promise<number> {
  const { terminal, json, dataDir } = call;
  const { clock } = terminal;
  {
    const nights = switchFlag(call, 'no-resume') ? 'ask' : 'go-on';
    const autoRun = !switchFlag(call, 'idle');
    const options = { dataDir, clock, restBench: true, autoRun, nights } as const;
    await using core = await serveCore(options);
    const { version } = core;
    const place = await windowPlace(call, signal);
    using desktop = switchFlag(call, 'link') ? await linkStdio(place) : null;
    if (json)
      terminal.out(JSON.stringify({ url: core.mintUrl(), pid: process.pid, dataDir, version }));
    else
      terminal.note(
        `Nightbench ${version} runs on ${dataDir} (log: ${core.logPath}). Ctrl-C ends it.`,
      );
    const wanted = desktop === null && !switchFlag(call, 'no-window');
    const mintUrl = async (): Promise<string> => core.mintUrl();
    const comeBack = 'Ctrl-C here ends it, npx bench start shows it again.';
    using _window = wanted
      ? await keepWindow({ place, mintUrl, comeBack, out: terminal.out })
      : null;
    if (desktop === null && !wanted && !json) terminal.out(core.mintUrl());
    await whenAborted(signal);
    desktop?.bye();
    if (!json) terminal.note('Ending: the arm holds, records are closed.');
    clock.after(hangMs, () => process.exit(1));
  }
  return 0;
}

export const start: VerbSpec = {
  name: 'start',
  summary: 'Set up what is missing, start the core and open the window (npm start)',
  detail: [
    'Finds git, ffmpeg, bubblewrap, Chromium and fonts, and offers to install what is missing; builds the',
    'window when it is stale; starts the core on the simulated bench; opens the window. Closing the window',
    'ends nothing: Ctrl-C here, or SIGTERM, ends the core and everything it started.',
  ].join('\n'),
  args: [],
  flags: [
    { name: 'no-window', kind: 'switch', help: 'Serve only, and print the link' },
    { name: 'idle', kind: 'switch', help: 'Try no task before somebody asks for it' },
    {
      ...{ name: 'no-resume', kind: 'switch' },
      help: 'Let no night go on by itself that its core left in the middle',
    },
    { name: 'yes', kind: 'switch', help: 'Install missing system parts without asking' },
    {
      name: 'link',
      kind: 'switch',
      help: 'For the desktop app: speak with it on stdin and stdout',
    },
  ],
  examples: [
    { line: 'npm start', says: 'Everything, with the window' },
    {
      line: 'npm start -- --no-window --json --data DIR',
      says: 'For a script: one line {"url","pid","dataDir","version"}, then it serves until SIGTERM',
    },
  ],
  async run(call) {
    const { terminal, dataDir } = call;
    const ending = new AbortController();
    using _end = terminal.onEnd((why) => {
      if (why !== 'SIGPIPE') ending.abort(); // a reader of our first line may leave; the core stays
    });
    await using running = await reachRunning(call);
    const card = running === null ? null : readCoreCard(dataDir);
    if (card !== null) {
      await running?.[Symbol.asyncDispose]();
      return await joinRunning(call, card, ending.signal);
    }
    const headless = switchFlag(call, 'no-window') || switchFlag(call, 'link');
    const names = headless
      ? partNames.filter((name) => name !== 'chromium' && name !== 'fonts')
      : partNames;
    await prepareParts(await thisMachine(), names, switchFlag(call, 'yes'), terminal);
    await buildWindow(appDir, terminal.clock, terminal.note, ending.signal);
    return await serve(call, ending.signal);
  },
};
