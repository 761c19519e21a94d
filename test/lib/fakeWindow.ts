/**
 * The things that the fake Electron makes: windows that load through the session's listeners and close through their
 * events, a tray icon, the session. Each refuses what the real one refuses after it was destroyed.
 */
import type {
  ContentsPort,
  HeadersDetails,
  Image,
  SessionPort,
  ShellMenu,
  TrayPort,
  WindowOptions,
  WindowPort,
} from '../../electron/electronPort.ts';

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
  };
}
type Emitter = ReturnType<typeof createEmitter>;

/** What windows and tray share with the app that made them. */
export interface FakeWorld {
  /** Throws `message` unless it holds, and always after the process has ended. */
  readonly demand: (holds: boolean, message: string) => void;
  readonly onlyReady: (what: string) => void;
  readonly app: Emitter;
  readonly contents: Emitter;
  readonly session: FakeSession;
  readonly network: { headers: Record<string, string[]>; redirect: boolean; refuse: boolean };
  readonly seen: string[];
  readonly windows: FakeWindow[];
  readonly images: ReadonlySet<unknown>;
  readonly onOpenHandler: (handler: () => { action: string }) => void;
  readonly hasExited: () => boolean;
}

export class FakeWindow implements WindowPort {
  readonly options: WindowOptions;
  readonly events = createEmitter();
  readonly page = createEmitter();
  readonly loaded: string[] = [];
  title: string;
  shown = false;
  icon: Image | null = null;
  #destroyed = false;
  readonly #world: FakeWorld;

  constructor(world: FakeWorld, given: WindowOptions) {
    world.onlyReady('BrowserWindow');
    this.#world = world;
    this.options = given;
    this.title = given.title;
    world.windows.push(this);
    const made: ContentsPort = {
      setWindowOpenHandler: world.onOpenHandler,
      on: world.contents.on as ContentsPort['on'],
    };
    world.app.fire('web-contents-created', {}, made);
  }

  #alive(): void {
    this.#world.demand(!this.#destroyed, 'Object has been destroyed');
  }

  loadURL = async (url: string): Promise<void> => {
    this.#alive();
    const { seen, network, contents, session } = this.#world;
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
    this.#world.seen.push('focus');
  };

  isMinimized = (): boolean => {
    this.#alive();
    return true;
  };

  restore = (): void => {
    this.#alive();
    this.#world.seen.push('restore');
  };

  setIcon = (icon: Image): void => {
    this.#alive();
    this.#world.demand(this.#world.images.has(icon), 'Argument must be a NativeImage');
    this.icon = icon;
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
    const { windows, app, hasExited } = this.#world;
    windows.splice(windows.indexOf(this), 1);
    this.events.fire('closed');
    if (windows.length === 0 && !hasExited()) app.fire('window-all-closed');
  }

  /** As a person closes it. */
  close(): void {
    if (!this.events.fire('close')) this.gone();
  }
}

export class FakeTray implements TrayPort {
  readonly events = createEmitter();
  tip = '';
  menu: ShellMenu | null = null;
  image: Image;
  destroyed = false;
  readonly #world: FakeWorld;

  constructor(world: FakeWorld, image: Image) {
    world.onlyReady('Tray');
    world.demand(world.images.has(image), 'Argument must be a file path or a NativeImage');
    this.#world = world;
    this.image = image;
  }

  setImage = (image: Image): void => {
    this.#alive();
    this.#world.demand(this.#world.images.has(image), 'Argument must be a NativeImage');
    this.image = image;
  };

  setToolTip = (text: string): void => {
    this.#alive();
    this.tip = text;
  };

  setContextMenu = (menu: ShellMenu): void => {
    this.#alive();
    this.menu = menu;
  };

  on = this.events.on as TrayPort['on'];

  destroy = (): void => {
    this.destroyed = true;
  };

  #alive(): void {
    this.#world.demand(!this.destroyed, 'Tray is destroyed');
  }
}

/** The session: keeps its handlers, and asks them as the network would. */
export function createFakeSession(seen: string[]) {
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
type FakeSession = ReturnType<typeof createFakeSession>;
