/** The shell on the strict fake: the test speaks as the core, as the person and as the clock. */
import { join } from 'node:path';
import type { LinkEvents, ShellPorts } from '../../electron/shell.ts';
import { startShell } from '../../electron/shell.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { createLog } from '../../main/base/lib/log.ts';
import type { FromShell, RobotLine, ToShell } from '../../main/base/wire/shellLink.ts';
import { createFakeElectron, type FakeOptions, settle } from './fakeElectron.ts';

export const coreUrl = 'http://127.0.0.1:4711/?code=abc';

export interface ShellTestOptions extends FakeOptions {
  readonly platform?: NodeJS.Platform;
  readonly tray?: boolean;
  readonly alone?: boolean;
  readonly noSandbox?: boolean;
}

export const atWork: RobotLine = {
  type: 'robot',
  mode: 'moving',
  work: 'push-t: trial 3 of 10',
  stopped: null,
};
export const atRest: RobotLine = { type: 'robot', mode: 'holding', work: null, stopped: null };

/** Timers that run when the test says so. */
export function createHandClock() {
  const waiting = new Map<() => void, number>();
  const clock: Clock = {
    ...realClock,
    after: (ms, run) => {
      waiting.set(run, ms);
      return { [Symbol.dispose]: () => void waiting.delete(run) };
    },
    sleep: (ms) => new Promise((resolve) => waiting.set(resolve, ms)),
  };
  return {
    clock,
    /** Runs every timer of exactly `ms`. */
    pass(ms: number): void {
      for (const [run, after] of [...waiting])
        if (after === ms) {
          waiting.delete(run);
          run();
        }
    },
  };
}

/** Before ready: the entry is still being evaluated. */
export function shellUnderTest(options: ShellTestOptions = {}) {
  const { platform = 'linux', tray = true, alone = false, noSandbox = false } = options;
  const fake = createFakeElectron(options);
  const hand = createHandClock();
  const sent: FromShell[] = [];
  const killed: string[] = [];
  const logged: string[] = [];
  let events: LinkEvents | null = null;
  let signal: (() => void) | null = null;
  const ports: ShellPorts = {
    electron: fake.electron,
    platform,
    clock: hand.clock,
    log: createLog(
      (line) => void logged.push(line),
      () => '',
    ),
    shellDir: join('/', 'data', 'shell'),
    noSandbox,
    alone,
    openLink: (given) => {
      events = given;
      return {
        send: (line) => void sent.push(line),
        kill: (signal) => void killed.push(signal),
      };
    },
    onSignal: (run) => {
      signal = run;
    },
  };
  startShell(ports);
  const core = async (...lines: readonly ToShell[]): Promise<void> => {
    for (const line of lines) events?.line(line);
    await settle();
  };
  return {
    fake,
    hand,
    sent,
    killed,
    logged,
    core,
    linked: () => events !== null,
    signal: () => signal?.(),
    async coreGone(lastWords = ''): Promise<void> {
      events?.end(lastWords);
      await settle();
    },
    /** Ready, linked, and with its window open. */
    async begin(robot: RobotLine | null = atRest): Promise<void> {
      const comeBack = 'npx bench start shows it again.';
      await fake.becomeReady();
      await core({ type: 'core', pid: 4242, tray, comeBack });
      if (robot !== null) await core(robot);
      await core({ type: 'open', url: coreUrl });
    },
  };
}
export type ShellUnderTest = ReturnType<typeof shellUnderTest>;

export async function openShell(
  options: ShellTestOptions = {},
  robot: RobotLine | null = atRest,
): Promise<ShellUnderTest> {
  const shell = shellUnderTest(options);
  await shell.begin(robot);
  return shell;
}
