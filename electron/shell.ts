/**
 * The desktop shell: app life and one window onto the core's URL. Electron is injected as the narrow port below,
 * which the real module must satisfy (checked by types in main.ts), so that the shell is tested without its binary.
 * The page gets no Node, no permissions, no second window and no way to another site. Keys stay with the page: the
 * shell binds none, so F12 and Pause reach its stop. Knows no trial, and closing it stops nothing.
 */
import { URL } from 'node:url';

/** What the shell needs of Electron: each member a part of `electron.d.ts`. */
export interface ElectronPort {
  readonly app: {
    requestSingleInstanceLock(): boolean;
    whenReady(): Promise<void>;
    quit(): void;
    exit(code: number): void;
    setName(name: string): void;
    on(event: 'second-instance', listener: () => void): unknown;
    on(event: 'window-all-closed', listener: () => void): unknown;
  };
  readonly BrowserWindow: new (options: WindowOptions) => WindowPort;
  readonly Menu: { setApplicationMenu(menu: null): void };
}

export interface WindowOptions {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly minWidth: number;
  readonly minHeight: number;
  readonly show: boolean;
  readonly backgroundColor: string;
  readonly autoHideMenuBar: boolean;
  readonly webPreferences: {
    readonly contextIsolation: boolean;
    readonly sandbox: boolean;
    readonly nodeIntegration: boolean;
    readonly nodeIntegrationInWorker: boolean;
    readonly webviewTag: boolean;
    readonly webSecurity: boolean;
    readonly navigateOnDragDrop: boolean;
    readonly backgroundThrottling: boolean;
  };
}

interface Preventable {
  preventDefault(): void;
}

export interface WindowPort {
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  isMinimized(): boolean;
  restore(): void;
  once(event: 'ready-to-show', listener: () => void): unknown;
  once(event: 'closed', listener: () => void): unknown;
  on(event: 'page-title-updated', listener: (event: Preventable) => void): unknown;
  readonly webContents: {
    setWindowOpenHandler(handler: () => { action: 'deny' }): void;
    on(event: 'will-navigate', listener: (event: Preventable & { url: string }) => void): unknown;
    on(event: 'will-redirect', listener: (event: Preventable & { url: string }) => void): unknown;
    on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
    readonly session: {
      setPermissionRequestHandler(
        handler: (page: unknown, permission: unknown, answer: (granted: boolean) => void) => void,
      ): void;
      setPermissionCheckHandler(handler: () => boolean): void;
      setDevicePermissionHandler(handler: () => boolean): void;
    };
  };
}

export const windowOptions: WindowOptions = {
  title: 'Nightbench',
  width: 1440,
  height: 900,
  minWidth: 1024,
  minHeight: 700,
  // Shown when its first picture is ready: no white flash in a dark room.
  show: false,
  backgroundColor: '#101418',
  autoHideMenuBar: true,
  webPreferences: {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    webSecurity: true,
    navigateOnDragDrop: false,
    // A covered window must still show a fresh robot the moment it is uncovered.
    backgroundThrottling: false,
  },
};

/** The core's URL out of `--url=…`, or null: only plain HTTP on this machine's own loopback address. */
export function coreUrlOf(argv: readonly string[]): string | null {
  const given = argv.find((word) => word.startsWith('--url='))?.slice('--url='.length);
  if (given === undefined || !URL.canParse(given)) return null;
  const url = new URL(given);
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  const plain = url.protocol === 'http:' && url.username === '' && url.password === '';
  return loopback && plain && url.port !== '' ? given : null;
}

export interface ShellPorts {
  readonly electron: ElectronPort;
  /** As `coreUrlOf` gave it. */
  readonly url: string;
  /** One line for the terminal that started the shell. */
  readonly say: (line: string) => void;
}

function fence(window: WindowPort, origin: string): void {
  const page = window.webContents;
  page.setWindowOpenHandler(() => ({ action: 'deny' }));
  page.on('will-navigate', (event) => event.preventDefault());
  // The one-time code in the URL is answered by a redirect within the same origin.
  page.on('will-redirect', (event) => {
    if (!URL.canParse(event.url) || new URL(event.url).origin !== origin) event.preventDefault();
  });
  page.on('will-attach-webview', (event) => event.preventDefault());
  page.session.setPermissionRequestHandler((_page, _permission, answer) => answer(false));
  page.session.setPermissionCheckHandler(() => false);
  page.session.setDevicePermissionHandler(() => false);
}

/** Sets the app up; resolves when the window has loaded, or when a second instance has handed over. */
export async function createShell({ electron, url, say }: ShellPorts): Promise<void> {
  const { app, BrowserWindow, Menu } = electron;
  app.setName(windowOptions.title);
  if (!app.requestSingleInstanceLock()) {
    say('Nightbench has a window already; it comes to the front.');
    app.quit();
    return;
  }
  let window: WindowPort | null = null;
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  await app.whenReady();
  // The default menu brings reload, zoom and developer tools with their keys; the page owns all keys.
  Menu.setApplicationMenu(null);
  const opened = new BrowserWindow(windowOptions);
  window = opened;
  opened.once('closed', () => {
    window = null;
  });
  opened.once('ready-to-show', () => opened.show());
  opened.on('page-title-updated', (event) => event.preventDefault());
  fence(opened, new URL(url).origin);
  try {
    await opened.loadURL(url);
  } catch (error) {
    say(`The window could not load the core: ${String(error)}. Is the core still running?`);
    app.exit(1);
  }
}
