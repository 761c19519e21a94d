/**
 * The desktop shell: app life, one window onto the core, the robot's state in tray or dock, and the question before
 * an end. Electron, the link to the core, clock and log are handed in. What runs and whether the arm moves it knows
 * from the core's link alone: the page has no way to it. Closing the window stops nothing; a stop is the core's own.
 */
import type { Clock } from '../main/base/lib/clock.ts';
import type { Log } from '../main/base/lib/log.ts';
import type { CoreLine, FromShell, RobotLine, ToShell } from '../main/base/wire/shellLink.ts';
import type { CallNotice } from './callNotice.ts';
import { createCallNotice } from './callNotice.ts';
import type { BoxOptions, ElectronPort, Preventable } from './electronPort.ts';
import { coreUrlOf, fenceApp, openSession, originOf } from './fence.ts';
import type { MainWindow } from './mainWindow.ts';
import { createMainWindow } from './mainWindow.ts';
import { prepareApp } from './prepareApp.ts';
import type { Presence, StateImages } from './presence.ts';
import { createStateImages, openPresence, robotSentence } from './presence.ts';
import { note, quitAnswer, quitQuestion } from './quitQuestion.ts';

/** The core has this long to end after it was told to; its own limits, of stop and end, are shorter. */
const endMs = 20_000;
/** A core that has not said its first line by then will not. */
const helloMs = 120_000;

export interface CoreLink {
  send(line: FromShell): void;
  /** Signals the process that the shell started as core, with all it started; nothing when somebody else did. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface LinkEvents {
  readonly line: (line: ToShell) => void;
  /** The other side is gone; `lastWords` when it said why. Called once. */
  readonly end: (lastWords: string) => void;
}

export interface ShellPorts {
  readonly electron: ElectronPort;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly log: Log;
  /** Below the data folder: profile and crash dumps. It exists. */
  readonly shellDir: string;
  /** Chromium was told to run without its sandbox (root): then it cannot be forced on. */
  readonly noSandbox: boolean;
  /** True when the shell started the core itself, so that no terminal tells the person what goes on. */
  readonly alone: boolean;
  readonly openLink: (events: LinkEvents) => CoreLink;
  /** Called when ready, since Electron installs its own handlers on the way there. */
  readonly onSignal: (run: () => void) => void;
}

const unknownRobot: RobotLine = { type: 'robot', mode: 'offline', work: null, stopped: null };

/** The life of the shell once it is the only one. */
class RunningShell {
  readonly #ports: ShellPorts;
  readonly #window: MainWindow;
  readonly #icons: StateImages;
  readonly #notice: CallNotice;
  #link: CoreLink | null = null;
  /** What is waited for, with its limit: the first line of the core, or its end. */
  #patience: Disposable | null = null;
  #presence: Presence | null = null;
  #core: CoreLine | null = null;
  #robot: RobotLine | null = null;
  #asking = false;
  #ending = false;
  /** The core never said a word: what it says now, or its end, changes nothing. */
  #givenUp = false;
  #leaving = false;
  origin: string | null = null;

  constructor(ports: ShellPorts) {
    this.#ports = ports;
    this.#icons = createStateImages(ports.electron);
    this.#notice = createCallNotice(ports, () => this.raise());
    this.#window = createMainWindow({
      electron: ports.electron,
      log: ports.log,
      askForLink: () => this.#askForLink(),
      onClose: (event) => this.#onClose(event),
      onFailed: (why) => void this.#onWindowFailed(why),
    });
  }

  raise(): void {
    this.#window.raise();
  }

  leave(code = 0): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#patience?.[Symbol.dispose]();
    this.#presence?.[Symbol.dispose]();
    this.#ports.electron.app.exit(code);
  }

  start(): void {
    const { clock, openLink } = this.#ports;
    this.#patience = clock.after(helloMs, () => void this.#giveUp());
    this.#link = openLink({
      line: (line) => this.#hear(line),
      end: (lastWords) => void this.#onLost(lastWords),
    });
  }

  /** A core that was started here and never spoke would go on unseen: it ends with the shell. */
  async #giveUp(): Promise<void> {
    this.#givenUp = true;
    this.#link?.kill('SIGTERM');
    const why = `It said nothing for ${helloMs / 1000} seconds. Its log is in the data folder under logs/.`;
    await this.#tell('The core could not be started.', why);
    this.#link?.kill('SIGKILL');
    this.leave(1);
  }

  /** No window is left: with a tray or dock life goes on, else the shell ends and the core goes on. */
  async onAllClosed(): Promise<void> {
    const { alone } = this.#ports;
    if (this.#leaving || this.#asking || this.#ending || this.#window.isOpen) return;
    if (this.#link !== null && this.#presence !== null) return;
    if (alone && this.#link !== null) {
      const { comeBack } = this.#core ?? { comeBack: '' };
      await this.#box(note('info', 'Nightbench goes on in the background.', comeBack));
    }
    this.leave();
  }

  onBeforeQuit(event: Preventable): void {
    if (this.#leaving) return;
    event.preventDefault();
    void this.quit();
  }

  /** Asks when something runs or might run, then ends shell and core, or the shell alone, or nothing. */
  async quit(): Promise<void> {
    if (this.#leaving || this.#asking) return;
    if (this.#link === null) this.leave();
    else if (this.#robot !== null && this.#robot.work === null) this.#endCore();
    else await this.#ask();
  }

  async #ask(): Promise<void> {
    const question = quitQuestion(this.#robot, this.#core?.comeBack ?? '');
    const response = await this.#box(question);
    if (response === null || this.#leaving) return;
    const answer = quitAnswer(response);
    if (answer === 'keep') this.leave();
    else if (answer === 'stop') this.#endCore();
    else await this.onAllClosed();
  }

  #askForLink(): boolean {
    this.#link?.send({ do: 'open' });
    return this.#link !== null;
  }

  /** One box at a time; null when one is open already. */
  async #box(options: BoxOptions): Promise<number | null> {
    if (this.#asking) return null;
    this.#asking = true;
    try {
      return (await this.#ports.electron.dialog.showMessageBox(options)).response;
    } finally {
      this.#asking = false;
    }
  }

  #endCore(): void {
    if (this.#link === null) {
      this.leave();
      return;
    }
    this.#ending = true;
    this.#link.send({ do: 'quit' });
    this.#patience?.[Symbol.dispose]();
    this.#patience = this.#ports.clock.after(endMs, () => void this.#leaveCore());
  }

  /** It was told to end and did not: nobody goes away believing that it has. */
  async #leaveCore(): Promise<void> {
    const core = this.#core === null ? 'The core' : `Process ${this.#core.pid}`;
    const what =
      'It hangs, and may not have stopped the arm: look at the arm, then end that process.';
    await this.#tell(`${core} did not end.`, what);
    this.leave(1);
  }

  #hear(line: ToShell): void {
    if (this.#leaving || this.#givenUp) return;
    const { electron, platform, log } = this.#ports;
    switch (line.type) {
      case 'core': {
        if (this.#core !== null) return;
        this.#core = line;
        this.#patience?.[Symbol.dispose]();
        this.#presence = openPresence(electron, this.#icons, platform !== 'linux' || line.tray, {
          raise: () => this.raise(),
          stop: () => this.#link?.send({ do: 'stop', reason: 'stopped from the desktop' }),
          quit: () => void this.quit(),
        });
        this.#showRobot();
        return;
      }
      case 'open': {
        const url = coreUrlOf(line.url);
        if (url === null) {
          log.log('error', 'the core gave a link that is not its own machine');
          return;
        }
        this.origin = originOf(url);
        void this.#window.open(url);
        return;
      }
      case 'robot':
        this.#robot = line;
        this.#showRobot();
        return;
      case 'call':
        this.#notice.call(line);
        return;
      case 'trouble':
        this.#ending = false; // if it was the end that did not happen
        this.#patience?.[Symbol.dispose]();
        void this.#tell('That did not happen.', line.message);
        return;
      case 'bye':
        this.leave();
    }
  }

  async #tell(message: string, detail: string): Promise<void> {
    this.#ports.log.log('error', message, { detail });
    await this.#box(note('error', message, detail));
  }

  #showRobot(): void {
    const robot = this.#robot ?? unknownRobot;
    this.#presence?.show(robot, this.#link !== null);
    // macOS has no icon per window; elsewhere the taskbar shows it, also where there is no tray.
    const icon = this.#ports.platform === 'darwin' ? null : this.#icons(robot.mode);
    this.#window.wear(`Nightbench · ${robotSentence(robot)}`, icon);
  }

  /** With no tray and no dock a closed window is the end of the shell: then work is asked about first. */
  #onClose(event: Preventable): void {
    const alive = this.#link !== null && !this.#leaving;
    if (!alive || this.#presence !== null || this.#robot?.work === null) return;
    event.preventDefault();
    void this.quit();
  }

  /** The pipe ended without a farewell. The page shows it too, and a newer core may have a shell of its own. */
  async #onLost(lastWords: string): Promise<void> {
    if (this.#leaving || this.#givenUp) return;
    const { electron, log } = this.#ports;
    this.#link = null;
    this.#robot = null;
    if (this.#ending) {
      this.leave();
      return;
    }
    log.log('warn', 'the link to the core ended', { lastWords });
    electron.app.releaseSingleInstanceLock();
    this.#showRobot();
    if (this.#window.isOpen) return;
    const message = this.#core === null ? 'The core could not be started.' : 'The core has ended.';
    const held = 'The arm holds when its core is gone; the records of finished trials are on disk.';
    await this.#tell(message, lastWords === '' ? held : lastWords);
    this.leave(this.#core === null ? 1 : 0);
  }

  async #onWindowFailed(why: string): Promise<void> {
    await this.#tell('The window could not be shown.', why);
    if (this.#presence === null || this.#link === null) this.leave(1);
  }
}

/**
 * Returns before Electron is ready and must be called before that, from the entry's first turn: Electron becomes
 * ready only when the entry has been evaluated, so nothing there may wait for it.
 */
export function startShell(ports: ShellPorts): void {
  const { electron, log } = ports;
  const { app, Menu } = electron;
  const running = new RunningShell(ports);
  fenceApp(app, () => running.origin);
  app.on('second-instance', () => running.raise());
  app.on('activate', () => running.raise());
  app.on('window-all-closed', () => void running.onAllClosed());
  app.on('before-quit', (event) => running.onBeforeQuit(event));
  if (!prepareApp(ports)) {
    log.log('info', 'a window is there already; it comes to the front');
    running.leave();
    return;
  }
  const begin = async (): Promise<void> => {
    await app.whenReady();
    ports.onSignal(() => running.leave()); // a signal ends the shell and nothing else, without asking
    // The default menu brings reload, zoom and developer tools with their keys; the page owns all keys. macOS keeps
    // the two without which copying and quitting have none.
    Menu.setApplicationMenu(
      ports.platform === 'darwin'
        ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }])
        : null,
    );
    await openSession(
      electron,
      () => running.origin,
      (why) => log.log('warn', `refused: ${why}`),
    );
    running.start();
  };
  begin().catch((error: unknown) => {
    log.log('error', 'the shell could not start', { error: String(error) });
    running.leave(1);
  });
}
