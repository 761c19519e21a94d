/**
 * The one window: isolated, sandboxed, without a preload script, so that its page can reach the shell in no way at
 * all. A page that died is opened again on a fresh link, a bounded number of times. Closing it ends nothing here:
 * what closing means is the shell's business. Keys stay with the page: F12 and Pause reach its stop.
 */
import type { Log } from '../main/base/lib/log.ts';
import type {
  ElectronPort,
  Image,
  Preventable,
  WindowOptions,
  WindowPort,
} from './electronPort.ts';
import { partition } from './fence.ts';

const maxReloads = 3;

export function windowOptions(isPackaged: boolean): WindowOptions {
  return {
    title: 'Nightbench',
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    // Shown when its first picture is ready: no white flash in a dark room.
    show: false,
    backgroundColor: '#0e1115',
    autoHideMenuBar: true,
    webPreferences: {
      partition,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
      // A covered window must still show a fresh robot the moment it is uncovered.
      backgroundThrottling: false,
    },
  };
}

function raise(window: WindowPort): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

export interface MainWindowPorts {
  readonly electron: ElectronPort;
  readonly log: Log;
  /** Asks the core for a fresh link; `open` follows with it. False when there is no core to ask. */
  readonly askForLink: () => boolean;
  /** The person closes the window: may be prevented. */
  readonly onClose: (event: Preventable) => void;
  /** The page could not be shown, or died too often; the window is gone. */
  readonly onFailed: (why: string) => void;
}

export interface MainWindow {
  /** Opens the window on a link, or brings the one that is there to it. */
  open(url: string): Promise<void>;
  /** Brings it to the front; asks for a link when there is none. */
  raise(): void;
  /** What desktop and taskbar show of it; kept for the next window. */
  wear(title: string, icon: Image | null): void;
  readonly isOpen: boolean;
}

export function createMainWindow(ports: MainWindowPorts): MainWindow {
  const { electron, log, askForLink, onClose, onFailed } = ports;
  let window: WindowPort | null = null;
  let title = 'Nightbench';
  let icon: Image | null = null;
  let reloads = 0;
  /** The page died and waits for a link. */
  let isDead = false;

  const fail = (why: string): void => {
    const dead = window;
    window = null;
    onFailed(why); // before the window goes: then its going is no closing by a person
    dead?.destroy();
  };

  const dress = (shown: WindowPort): void => {
    shown.setTitle(title);
    if (icon !== null) shown.setIcon(icon);
  };

  const create = (): WindowPort => {
    const made = new electron.BrowserWindow(windowOptions(electron.app.isPackaged));
    dress(made);
    made.once('closed', () => {
      if (window === made) window = null;
    });
    made.once('ready-to-show', () => made.show());
    made.on('page-title-updated', (event) => event.preventDefault());
    made.on('close', onClose);
    made.on('unresponsive', () => log.log('warn', 'the page does not answer'));
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit' || window !== made) return;
      isDead = true;
      if (reloads < maxReloads && askForLink()) reloads++;
      else fail(`The page died (${reason}), after ${reloads} new attempts.`);
    });
    return made;
  };

  return {
    async open(url) {
      if (window !== null && !isDead) {
        raise(window); // asked for twice; a second load would break off the first
        return;
      }
      if (window === null) reloads = 0;
      isDead = false;
      window ??= create();
      const opened = window;
      try {
        await opened.loadURL(url);
      } catch (error) {
        if (window === opened && !isDead)
          fail(`The window could not load the core: ${String(error)}`);
      }
    },
    raise() {
      if (window === null) {
        askForLink();
        return;
      }
      raise(window);
    },
    wear(nextTitle, nextIcon) {
      title = nextTitle;
      icon = nextIcon;
      if (window !== null) dress(window);
    },
    get isOpen() {
      return window !== null;
    },
  };
}
