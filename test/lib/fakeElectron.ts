/**
 * Electron as the shell's port sees it, as strict as the real one: what throws there before ready, after ready or
 * after destroy throws here, a page is loaded through the session's own listeners, and a window that a person closes
 * goes through its events. The test plays the person, the desktop and the network.
 */
import { isAbsolute } from 'node:path';
import type {
  BoxOptions,
  ContentsPort,
  ElectronPort,
  HeadersDetails,
  Image,
  MenuRow,
  SessionPort,
  ShellMenu,
  TrayPort,
  WindowOptions,
  WindowPort,
} from '../../electron/electronPort.ts';
import { must } from '../../main/base/lib/assert.ts';

type Run = (...args: never[]) => unknown;

/** Listeners by event; fires with a preventable event first. */
export function createEmitter() {
  const all = new Map<string, Run[]>();
  const on = (event: string, run: Run): void => {
    all.set(event, [...(all.get(event) ?? []), run]);
  };
  return {
    on,
    /** True when somebody prevented it. */
    fire(event: string, fields: object = {}, ...more: readonly unknown[]): boolean {
      let prevented = false;
      const preventDefault = (): void => {
        prevented = true;
      };
      const first = { ...fields, preventDefault };
      for (const run of all.get(event) ?? [])
        (run as (...args: unknown[]) => unknown)(first, ...more);
      return prevented;
    },
    heard: (event: string): boolean => all.has(event),
  };
}

export const strictPolicy = {
  'Content-Security-Policy': ["default-src 'none'; script-src 'self'; img-src 'self' blob:"],
};

export interface FakeOptions {
  /** Is it the first instance? */
  readonly first?: boolean;
  readonly dock?: boolean;
  readonly isPackaged?: boolean;
}

interface Box {
  readonly options: BoxOptions;
  answer(button: string): Promise<void>;
}

const pngMagic = '89504e470d0a1a0a';
const menuRows = new WeakMap<object, MenuRow[]>();

/** Lets everything that was waiting run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export function createFakeElectron(options: FakeOptions = {}) {
  const { first = true, isPackaged = false } = options;
  let ready = false;
  let exited: number | null = null;
  const { promise: whenReady, resolve: becomeReady } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const boxes: Box[] = [];
  const app = createEmitter();
  const contents = createEmitter();
  const windows: FakeWindow[] = [];
  const images = new Set<unknown>();
  const session = createFakeSession(seen);
  /** What the network answers with. */
  const network = {
    headers: strictPolicy as Record<string, string[]>,
    redirect: true,
    refuse: false,
  };
  let tray: FakeTray | null = null;
  let dockMenu: ShellMenu | null = null;
  let badge = '';
  let asksToOpen: (() => { action: string }) | null = null;

  const demand = (holds: boolean, message: string): void => {
    if (exited !== null) throw new Error(`the process has ended; ${message}`);
    if (!holds) throw new Error(message);
  };
  const onlyReady = (what: string): void =>
    demand(ready, `${what} cannot be used before the app is ready`);
  const onlyBefore = (what: string): void =>
    demand(!ready, `${what} can only be called before app is ready`);

  const closeAll = (): void => {
    for (const window of [...windows]) window.gone();
  };

  class FakeWindow implements WindowPort {
    readonly options: WindowOptions;
    readonly events = createEmitter();
    readonly page = createEmitter();
    title: string;
    shown = false;
    loaded: string[] = [];
    #destroyed = false;
    constructor(given: WindowOptions) {
      onlyReady('BrowserWindow');
      this.options = given;
      this.title = given.title;
      windows.push(this);
      const made: ContentsPort = {
        setWindowOpenHandler: (handler) => {
          asksToOpen = handler;
        },
        on: contents.on as ContentsPort['on'],
      };
      app.fire('web-contents-created', {}, made);
    }
    #alive(): void {
      demand(!this.#destroyed, 'Object has been destroyed');
    }
    loadURL = async (url: string): Promise<void> => {
      this.#alive();
      seen.push(`load ${url}`);
      await Promise.resolve();
      if (network.refuse) throw new Error('ERR_CONNECTION_REFUSED (-102)');
      const landed = network.redirect ? new URL('/', url).href : url;
      const redirected = network.redirect && contents.fire('will-redirect', { url: landed });
      if (redirected || !session.lets(url) || !session.letsPage(landed, network.headers))
        throw new Error('ERR_BLOCKED_BY_CLIENT (-20)');
      this.loaded.push(landed);
    };
    show = (): void => {
      this.#alive();
      this.shown = true;
    };
    focus = (): void => {
      this.#alive();
      seen.push('focus');
    };
    isMinimized = (): boolean => {
      this.#alive();
      return true;
    };
    restore = (): void => {
      this.#alive();
      seen.push('restore');
    };
    setTitle = (text: string): void => {
      this.#alive();
      this.title = text;
    };
    once = this.events.on as WindowPort['once'];
    on = this.events.on as WindowPort['on'];
    webContents = { on: this.page.on } as WindowPort['webContents'];
    destroy = (): void => this.gone();
    gone(): void {
      if (this.#destroyed) return;
      this.#destroyed = true;
      windows.splice(windows.indexOf(this), 1);
      this.events.fire('closed');
      if (windows.length === 0 && exited === null) app.fire('window-all-closed');
    }
    /** As a person closes it. */
    close(): void {
      if (!this.events.fire('close')) this.gone();
    }
  }

  class FakeTray implements TrayPort {
    readonly events = createEmitter();
    tip = '';
    menu: ShellMenu | null = null;
    image: Image;
    destroyed = false;
    constructor(image: Image) {
      onlyReady('Tray');
      demand(images.has(image), 'Argument must be a file path or a NativeImage');
      demand(tray === null, 'there is one tray icon already');
      this.image = image;
      tray = this;
    }
    setImage = (image: Image): void => {
      demand(!this.destroyed && images.has(image), 'Tray is destroyed');
      this.image = image;
    };
    setToolTip = (text: string): void => {
      demand(!this.destroyed, 'Tray is destroyed');
      this.tip = text;
    };
    setContextMenu = (menu: ShellMenu): void => {
      demand(!this.destroyed, 'Tray is destroyed');
      this.menu = menu;
    };
    on = this.events.on as TrayPort['on'];
    destroy = (): void => {
      this.destroyed = true;
    };
  }

  const electron: ElectronPort = {
    app: {
      isPackaged,
      ...(options.dock === true && {
        dock: {
          setBadge: (text: string) => {
            badge = text;
          },
          setMenu: (menu: ShellMenu) => {
            dockMenu = menu;
          },
        },
      }),
      commandLine: {
        appendSwitch: (name, value) => {
          onlyBefore('appendSwitch');
          seen.push(`switch ${name}=${value}`);
        },
      },
      setName: (name) => {
        onlyBefore('setName');
        seen.push(`name ${name}`);
      },
      setPath: (name, path) => {
        onlyBefore('setPath');
        demand(isAbsolute(path), 'Path must be absolute');
        seen.push(`path ${name}=${path}`);
      },
      enableSandbox: () => {
        onlyBefore('app.enableSandbox()');
        seen.push('sandbox');
      },
      requestSingleInstanceLock: () => first,
      releaseSingleInstanceLock: () => void seen.push('unlock'),
      whenReady: () => whenReady,
      quit: () => {
        if (exited === null && !app.fire('before-quit')) electron.app.exit(0);
      },
      exit: (code) => {
        if (exited !== null) return;
        exited = code;
        closeAll();
      },
      on: app.on as ElectronPort['app']['on'],
    },
    BrowserWindow: FakeWindow,
    Tray: FakeTray,
    Menu: {
      setApplicationMenu: (menu) =>
        void seen.push(`menu ${menu === null ? 'none' : must(menuRows.get(menu)).length}`),
      buildFromTemplate: (rows) => {
        for (const row of rows)
          demand(
            [row.label, row.role, row.type].some((part) => part !== undefined),
            'Invalid template for MenuItem: must have label, role or type',
          );
        const menu = {} as ShellMenu;
        menuRows.set(menu, rows);
        return menu;
      },
    },
    nativeImage: {
      createFromBuffer: (png) => {
        demand(png.subarray(0, 8).toString('hex') === pngMagic, 'this is no PNG');
        const image = { png } as unknown as Image;
        images.add(image);
        return image;
      },
    },
    session: {
      fromPartition: (partition) => {
        onlyReady('session');
        demand(!partition.startsWith('persist:'), 'a session that stays on disk');
        seen.push(`session ${partition}`);
        return session.port;
      },
    },
    dialog: {
      showMessageBox: (given) => {
        onlyReady('dialog');
        const { buttons, defaultId, cancelId } = given;
        demand(
          buttons[defaultId] !== undefined && buttons[cancelId] !== undefined,
          'no such button',
        );
        const { promise, resolve } = Promise.withResolvers<{ response: number }>();
        boxes.push({
          options: given,
          async answer(button) {
            boxes.splice(0, 1);
            resolve({ response: button === '' ? cancelId : buttons.indexOf(button) });
            await settle();
          },
        });
        return promise;
      },
    },
    crashReporter: {
      start: (given) => {
        onlyBefore('crashReporter.start');
        seen.push(`crashes upload=${given.uploadToServer}`);
      },
    },
  };

  const rows = (): readonly MenuRow[] => must(menuRows.get(must(dockMenu ?? tray?.menu)));
  return {
    electron,
    seen,
    app,
    contents,
    session,
    network,
    windows,
    boxes,
    get tray() {
      return tray;
    },
    get badge() {
      return badge;
    },
    /** The page calls window.open. */
    windowOpen: () => asksToOpen?.().action ?? 'allow',
    get exited() {
      return exited;
    },
    menu: rows,
    /** The person picks a row; one that is greyed out cannot be picked. */
    pick(label: string): void {
      const row = must(rows().find((each) => each.label === label));
      if (row.enabled !== false) row.click?.();
    },
    /** The entry has been evaluated: only now does Electron get ready. */
    async becomeReady(): Promise<void> {
      ready = true;
      becomeReady();
      await settle();
    },
  };
}
export type FakeElectron = ReturnType<typeof createFakeElectron>;

/** The session: keeps its handlers, and asks them as the network would. */
function createFakeSession(seen: string[]) {
  const events = createEmitter();
  const kept: {
    request?: Parameters<SessionPort['setPermissionRequestHandler']>[0];
    check?: Parameters<SessionPort['setPermissionCheckHandler']>[0];
    device?: () => boolean;
    display?: Parameters<SessionPort['setDisplayMediaRequestHandler']>[0];
    verify?: Parameters<SessionPort['setCertificateVerifyProc']>[0];
    before?: Parameters<SessionPort['webRequest']['onBeforeRequest']>[0];
    headers?: Parameters<SessionPort['webRequest']['onHeadersReceived']>[0];
  } = {};
  const port: SessionPort = {
    setPermissionRequestHandler: (handler) => {
      kept.request = handler;
    },
    setPermissionCheckHandler: (handler) => {
      kept.check = handler;
    },
    setDevicePermissionHandler: (handler) => {
      kept.device = handler;
    },
    setDisplayMediaRequestHandler: (handler) => {
      kept.display = handler;
    },
    setCertificateVerifyProc: (handler) => {
      kept.verify = handler;
    },
    setSpellCheckerEnabled: (on) => void seen.push(`spelling ${on}`),
    setProxy: async ({ mode }) => void seen.push(`proxy ${mode}`),
    on: events.on as SessionPort['on'],
    webRequest: {
      onBeforeRequest: (run) => {
        kept.before = run;
      },
      onHeadersReceived: (run) => {
        kept.headers = run;
      },
    },
  };
  return {
    port,
    kept,
    events,
    /** Without a listener everything passes, as in the real one. */
    lets(url: string): boolean {
      let cancelled = false;
      kept.before?.({ url }, ({ cancel }) => {
        cancelled = cancel;
      });
      return !cancelled;
    },
    letsPage(url: string, responseHeaders: Record<string, string[]>, resourceType = 'mainFrame') {
      let cancelled = false;
      const details: HeadersDetails = { url, resourceType, responseHeaders };
      kept.headers?.(details, ({ cancel }) => {
        cancelled = cancel;
      });
      return !cancelled;
    },
  };
}
