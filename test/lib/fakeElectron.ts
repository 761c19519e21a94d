/**
 * Electron as the shell's port sees it, as strict as the real one: what throws there before ready, after ready or
 * after destroy throws here, a page is loaded through the session's own listeners, and a window that a person closes
 * goes through its events. The test plays the person, the desktop and the network.
 */
import { isAbsolute } from 'node:path';
import type {
  BoxOptions,
  ElectronPort,
  Image,
  MenuRow,
  ShellMenu,
  WindowOptions,
} from '../../electron/electronPort.ts';
import { must } from '../../main/base/lib/assert.ts';
import {
  createEmitter,
  createFakeSession,
  FakeTray,
  FakeWindow,
  type FakeWorld,
} from './fakeWindow.ts';

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

type Demand = FakeWorld['demand'];

function createFakeMenu(demand: Demand, seen: string[]): ElectronPort['Menu'] {
  return {
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
  };
}

function createFakeDialog(
  demand: Demand,
  onlyReady: (what: string) => void,
  boxes: Box[],
): ElectronPort['dialog'] {
  return {
    showMessageBox: (given) => {
      onlyReady('dialog');
      const { buttons, defaultId, cancelId } = given;
      demand(buttons[defaultId] !== undefined && buttons[cancelId] !== undefined, 'no such button');
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
  };
}

interface Notice {
  readonly title: string;
  readonly body: string;
  click(): void;
}

function createFakeNotification(
  onlyReady: (what: string) => void,
  notices: Notice[],
): ElectronPort['Notification'] {
  return class {
    static readonly isSupported = (): boolean => true;
    readonly show: () => void;
    readonly on: (event: 'click', run: () => void) => void;

    constructor(given: { readonly title: string; readonly body: string }) {
      onlyReady('Notification');
      let clicked = (): void => undefined;
      this.on = (_event, run) => {
        clicked = run;
      };
      this.show = () => void notices.push({ ...given, click: () => clicked() });
    }
  };
}

function createFakeImages(demand: Demand, images: Set<unknown>): ElectronPort['nativeImage'] {
  return {
    createFromBuffer: (png) => {
      demand(png.subarray(0, 8).toString('hex') === pngMagic, 'this is no PNG');
      const image = { png } as unknown as Image;
      images.add(image);
      return image;
    },
  };
}

interface FakeState {
  ready: boolean;
  exited: number | null;
  badge: string;
  dockMenu: ShellMenu | null;
}

interface AppParts {
  readonly onlyBefore: (what: string) => void;
  readonly demand: Demand;
  readonly seen: string[];
  readonly emitter: ReturnType<typeof createEmitter>;
  readonly whenReady: Promise<void>;
  readonly windows: readonly FakeWindow[];
}

function createFakeApp(
  options: FakeOptions,
  state: FakeState,
  parts: AppParts,
): ElectronPort['app'] {
  const exit = (code: number): void => {
    if (state.exited !== null) return;
    state.exited = code;
    for (const window of [...parts.windows]) window.gone();
  };
  return {
    isPackaged: options.isPackaged ?? false,
    ...(options.dock === true && {
      dock: {
        setBadge: (text: string) => {
          state.badge = text;
        },
        setMenu: (menu: ShellMenu) => {
          state.dockMenu = menu;
        },
      },
    }),
    commandLine: {
      appendSwitch: (name, value) => {
        parts.onlyBefore('appendSwitch');
        parts.seen.push(`switch ${name}${value === undefined ? '' : `=${value}`}`);
      },
    },
    setName: (name) => {
      parts.onlyBefore('setName');
      parts.seen.push(`name ${name}`);
    },
    setPath: (name, path) => {
      parts.onlyBefore('setPath');
      parts.demand(isAbsolute(path), 'Path must be absolute');
      parts.seen.push(`path ${name}=${path}`);
    },
    enableSandbox: () => {
      parts.onlyBefore('app.enableSandbox()');
      parts.seen.push('sandbox');
    },
    requestSingleInstanceLock: () => options.first ?? true,
    releaseSingleInstanceLock: () => void parts.seen.push('unlock'),
    whenReady: () => parts.whenReady,
    quit: () => {
      if (state.exited === null && !parts.emitter.fire('before-quit')) exit(0);
    },
    exit,
    on: parts.emitter.on as ElectronPort['app']['on'],
  };
}

/** What the real one throws at the wrong time. */
function createGuards(state: FakeState) {
  const demand = (holds: boolean, message: string): void => {
    if (state.exited !== null) throw new Error(`the process has ended; ${message}`);
    if (!holds) throw new Error(message);
  };
  const onlyReady = (what: string): void =>
    demand(state.ready, `${what} cannot be used before the app is ready`);
  const onlyBefore = (what: string): void =>
    demand(!state.ready, `${what} can only be called before app is ready`);
  return { demand, onlyReady, onlyBefore };
}

export function createFakeElectron(options: FakeOptions = {}) {
  const state: FakeState = { ready: false, exited: null, badge: '', dockMenu: null };
  const { promise: whenReady, resolve: becomeReady } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const boxes: Box[] = [];
  const notices: Notice[] = [];
  const app = createEmitter();
  const contents = createEmitter();
  const windows: FakeWindow[] = [];
  const images = new Set<unknown>();
  const session = createFakeSession(seen);
  const network: FakeWorld['network'] = { headers: strictPolicy, redirect: true, refuse: false };
  let tray: FakeTray | null = null;
  let asksToOpen: (() => { action: string }) | null = null;

  const { demand, onlyReady, onlyBefore } = createGuards(state);

  const world: FakeWorld = {
    demand,
    onlyReady,
    app,
    contents,
    session,
    network,
    seen,
    windows,
    images,
    onOpenHandler: (handler) => {
      asksToOpen = handler;
    },
    hasExited: () => state.exited !== null,
  };
  class BrowserWindow extends FakeWindow {
    constructor(given: WindowOptions) {
      super(world, given);
    }
  }
  class Tray extends FakeTray {
    constructor(image: Image) {
      super(world, image);
      demand(tray === null, 'there is one tray icon already');
      tray = this;
    }
  }
  const electron: ElectronPort = {
    app: createFakeApp(options, state, {
      ...{ onlyBefore, demand, seen, emitter: app, whenReady, windows },
    }),
    BrowserWindow,
    Tray,
    Menu: createFakeMenu(demand, seen),
    nativeImage: createFakeImages(demand, images),
    session: {
      fromPartition: (partition) => {
        onlyReady('session');
        demand(!partition.startsWith('persist:'), 'a session that stays on disk');
        seen.push(`session ${partition}`);
        return session.port;
      },
    },
    dialog: createFakeDialog(demand, onlyReady, boxes),
    Notification: createFakeNotification(onlyReady, notices),
    crashReporter: {
      start: (given) => {
        onlyBefore('crashReporter.start');
        seen.push(`crashes upload=${given.uploadToServer}`);
      },
    },
  };

  const rows = (): readonly MenuRow[] => must(menuRows.get(must(state.dockMenu ?? tray?.menu)));
  return {
    electron,
    seen,
    app,
    contents,
    session,
    network,
    windows,
    boxes,
    notices,
    get tray() {
      return tray;
    },
    get badge() {
      return state.badge;
    },
    /** The page calls window.open. */
    windowOpen: () => asksToOpen?.().action ?? 'allow',
    get exited() {
      return state.exited;
    },
    menu: rows,
    /** The person picks a row; one that is greyed out cannot be picked. */
    pick(label: string): void {
      const row = must(rows().find((each) => each.label === label));
      if (row.enabled !== false) row.click?.();
    },
    /** The entry has been evaluated: only now does Electron get ready. */
    async becomeReady(): Promise<void> {
      state.ready = true;
      becomeReady();
      await settle();
    },
  };
}
export type FakeElectron = ReturnType<typeof createFakeElectron>;
