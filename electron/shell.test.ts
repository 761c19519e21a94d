/**
 * The shell's contract with Electron, against a fake that is shaped by the same port as the real module. That the
 * real module fits the port is checked by the compiler in main.ts.
 */
import { describe, expect, it } from 'vitest';
import type { ElectronPort, WindowOptions, WindowPort } from './shell.ts';
import { coreUrlOf, createShell } from './shell.ts';

type Listener = (...args: never[]) => void;

/** Records what it is told and lets the test play Electron's part. */
function createFakeElectron(first = true, loads = true) {
  const seen: string[] = [];
  const appOn = new Map<string, Listener>();
  const windowOn = new Map<string, Listener>();
  const pageOn = new Map<string, Listener>();
  const made: WindowOptions[] = [];
  const handlers: {
    open?: () => { action: 'deny' };
    request?: (page: unknown, permission: unknown, answer: (granted: boolean) => void) => void;
    check?: () => boolean;
    device?: () => boolean;
  } = {};
  class FakeWindow implements WindowPort {
    constructor(options: WindowOptions) {
      made.push(options);
    }
    loadURL = async (url: string): Promise<void> => {
      seen.push(`load ${url}`);
      if (!loads) throw new Error('ERR_CONNECTION_REFUSED');
    };
    show = (): void => void seen.push('show');
    focus = (): void => void seen.push('focus');
    restore = (): void => void seen.push('restore');
    isMinimized = (): boolean => true;
    once = (event: string, listener: Listener): void => void windowOn.set(event, listener);
    on = this.once;
    webContents = {
      setWindowOpenHandler: (handler: () => { action: 'deny' }) => {
        handlers.open = handler;
      },
      on: (event: string, listener: Listener) => void pageOn.set(event, listener),
      session: {
        setPermissionRequestHandler: (handler: NonNullable<typeof handlers.request>) => {
          handlers.request = handler;
        },
        setPermissionCheckHandler: (handler: () => boolean) => {
          handlers.check = handler;
        },
        setDevicePermissionHandler: (handler: () => boolean) => {
          handlers.device = handler;
        },
      },
    };
  }
  const electron: ElectronPort = {
    app: {
      requestSingleInstanceLock: () => first,
      whenReady: async () => void seen.push('ready'),
      quit: () => void seen.push('quit'),
      exit: (code) => void seen.push(`exit ${code}`),
      setName: (name) => void seen.push(`name ${name}`),
      on: (event: string, listener: () => void) => void appOn.set(event, listener),
    },
    BrowserWindow: FakeWindow,
    Menu: { setApplicationMenu: (menu) => void seen.push(`menu ${menu}`) },
  };
  const fire = (map: Map<string, Listener>, event: string, payload: object): boolean => {
    let prevented = false;
    const listener = map.get(event) as ((event: object) => void) | undefined;
    listener?.({
      ...payload,
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented;
  };
  return {
    electron,
    seen,
    made,
    handlers,
    app: (event: string) => fire(appOn, event, {}),
    window: (event: string) => fire(windowOn, event, {}),
    page: (event: string, url = '') => fire(pageOn, event, { url }),
  };
}

const url = 'http://127.0.0.1:4711/?code=abc';

async function openShell(fake = createFakeElectron()) {
  const said: string[] = [];
  await createShell({ electron: fake.electron, url, say: (line) => said.push(line) });
  return { ...fake, said };
}

describe('the core URL', () => {
  it('is taken from the arguments', () => {
    expect(coreUrlOf(['electron', 'main.ts', `--url=${url}`])).toBe(url);
  });

  it.each([
    'https://127.0.0.1:4711/',
    'http://example.org:80/',
    'http://127.0.0.1.example.org:4711/',
    'http://user:pass@127.0.0.1:4711/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'not a url',
    '',
  ])('is refused: %s', (given) => {
    expect(coreUrlOf([`--url=${given}`])).toBeNull();
    expect(coreUrlOf([given])).toBeNull();
  });
});

describe('the shell', () => {
  it('opens one isolated window with our title, no menu and no keys of its own', async () => {
    const { made, seen } = await openShell();
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ title: 'Nightbench', show: false });
    expect(made[0]?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
    });
    expect(seen).toEqual(['name Nightbench', 'ready', 'menu null', `load ${url}`]);
  });

  it('shows the window when it has something to show, and keeps its title', async () => {
    const shell = await openShell();
    shell.window('ready-to-show');
    expect(shell.seen.at(-1)).toBe('show');
    expect(shell.window('page-title-updated')).toBe(true);
  });

  it('lets the page go nowhere, open nothing and ask for nothing', async () => {
    const { page, handlers } = await openShell();
    expect(page('will-navigate', 'http://127.0.0.1:4711/other')).toBe(true);
    expect(page('will-attach-webview')).toBe(true);
    expect(page('will-redirect', 'http://127.0.0.1:4711/')).toBe(false);
    expect(page('will-redirect', 'http://127.0.0.1:4712/')).toBe(true);
    expect(page('will-redirect', 'nonsense')).toBe(true);
    expect(handlers.open?.()).toEqual({ action: 'deny' });
    expect(handlers.check?.()).toBe(false);
    expect(handlers.device?.()).toBe(false);
    const answers: boolean[] = [];
    handlers.request?.(null, null, (granted) => answers.push(granted));
    expect(answers).toEqual([false]);
  });

  it('is a single instance: the second hands over and quits without a window', async () => {
    const second = await openShell(createFakeElectron(false));
    expect(second.made).toHaveLength(0);
    expect(second.seen.at(-1)).toBe('quit');
    const first = await openShell();
    first.app('second-instance');
    expect(first.seen.slice(-3)).toEqual(['restore', 'show', 'focus']);
    first.window('closed');
    first.app('second-instance');
    expect(first.seen.at(-1)).toBe('focus');
    first.app('window-all-closed');
    expect(first.seen.at(-1)).toBe('quit');
  });

  it('says that the core is gone, and exits with 1', async () => {
    const { said, seen } = await openShell(createFakeElectron(true, false));
    expect(said[0]).toContain('could not load the core');
    expect(seen.at(-1)).toBe('exit 1');
  });
});
