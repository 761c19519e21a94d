/**
 * What the shell needs of Electron, and nothing else: each member a part of `electron.d.ts`, which the compiler holds
 * against this file (`contract.test.ts`). Members are function-typed properties and not methods, so that their
 * parameters are compared strictly. The shell never imports the module; it is handed in.
 */
import type * as Electron from 'electron';

/** Opaque to the shell: made by Electron, given back to it. */
export type Image = Electron.NativeImage;
export type ShellMenu = Electron.Menu;

type On<Event extends string, Run> = (event: Event, run: Run) => unknown;

export interface Preventable {
  readonly preventDefault: () => void;
}

export interface GoneDetails {
  readonly reason: string;
  readonly exitCode: number;
}

export interface AppPort {
  readonly isPackaged: boolean;
  readonly dock?: DockPort | undefined;
  readonly commandLine: { readonly appendSwitch: (name: string, value?: string) => void };
  readonly setName: (name: string) => void;
  readonly setPath: (name: string, path: string) => void;
  readonly enableSandbox: () => void;
  readonly requestSingleInstanceLock: () => boolean;
  readonly releaseSingleInstanceLock: () => void;
  readonly whenReady: () => Promise<void>;
  readonly quit: () => void;
  readonly exit: (code: number) => void;
  readonly on: On<'second-instance', () => void> &
    On<'window-all-closed', () => void> &
    On<'activate', () => void> &
    On<'before-quit', (event: Preventable) => void> &
    On<'web-contents-created', (event: unknown, contents: ContentsPort) => void> &
    On<'render-process-gone', (event: unknown, page: unknown, details: GoneDetails) => void> &
    On<'child-process-gone', (event: unknown, details: GoneDetails & { type: string }) => void> &
    On<'certificate-error', CertificateListener> &
    On<'select-client-certificate', ClientCertificateListener> &
    On<'login', LoginListener>;
}

type CertificateListener = (
  event: Preventable,
  page: unknown,
  url: string,
  error: string,
  certificate: unknown,
  answer: (trusted: boolean) => void,
) => void;
type ClientCertificateListener = (
  event: Preventable,
  page: unknown,
  url: string,
  offered: readonly unknown[],
  answer: () => void,
) => void;
type LoginListener = (
  event: Preventable,
  page: unknown,
  details: unknown,
  info: unknown,
  answer: () => void,
) => void;

export interface DockPort {
  readonly setBadge: (text: string) => void;
  readonly setMenu: (menu: ShellMenu) => void;
}

/** Any page that comes to life in the app, ours or not. */
export interface ContentsPort {
  readonly setWindowOpenHandler: (handler: () => { action: 'deny' }) => void;
  readonly on: On<'will-navigate', (event: Preventable) => void> &
    On<'will-frame-navigate', (event: Preventable) => void> &
    On<'will-redirect', (event: Preventable & { readonly url: string }) => void> &
    On<'will-attach-webview', (event: Preventable) => void>;
}

export interface RequestDetails {
  readonly url: string;
}

export interface HeadersDetails extends RequestDetails {
  readonly resourceType: string;
  readonly responseHeaders?: Record<string, string[]>;
}

export interface SessionPort {
  readonly setPermissionRequestHandler: (
    handler: (
      page: unknown,
      permission: string,
      answer: (granted: boolean) => void,
      details: { readonly isMainFrame: boolean; readonly requestingUrl: string },
    ) => void,
  ) => void;
  readonly setPermissionCheckHandler: (
    handler: (
      page: unknown,
      permission: string,
      origin: string,
      details: { readonly isMainFrame: boolean },
    ) => boolean,
  ) => void;
  readonly setDevicePermissionHandler: (handler: () => boolean) => void;
  readonly setDisplayMediaRequestHandler: (
    handler: (request: unknown, answer: (streams: null) => void) => void,
  ) => void;
  readonly setCertificateVerifyProc: (
    verify: (request: unknown, answer: (result: number) => void) => void,
  ) => void;
  readonly setSpellCheckerEnabled: (on: boolean) => void;
  readonly setProxy: (config: { mode: 'direct' }) => Promise<void>;
  readonly on: On<'will-download', (event: Preventable) => void>;
  readonly webRequest: {
    readonly onBeforeRequest: (
      run: (details: RequestDetails, answer: (response: { cancel: boolean }) => void) => void,
    ) => void;
    readonly onHeadersReceived: (
      run: (details: HeadersDetails, answer: (response: { cancel: boolean }) => void) => void,
    ) => void;
  };
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
    readonly partition: string;
    readonly contextIsolation: boolean;
    readonly sandbox: boolean;
    readonly nodeIntegration: boolean;
    readonly nodeIntegrationInWorker: boolean;
    readonly nodeIntegrationInSubFrames: boolean;
    readonly webviewTag: boolean;
    readonly webSecurity: boolean;
    readonly allowRunningInsecureContent: boolean;
    readonly experimentalFeatures: boolean;
    readonly navigateOnDragDrop: boolean;
    readonly spellcheck: boolean;
    readonly devTools: boolean;
    readonly backgroundThrottling: boolean;
  };
}

export interface WindowPort {
  readonly loadURL: (url: string) => Promise<void>;
  readonly show: () => void;
  readonly focus: () => void;
  readonly isMinimized: () => boolean;
  readonly restore: () => void;
  readonly destroy: () => void;
  readonly setTitle: (title: string) => void;
  /** Not on macOS. */
  readonly setIcon: (icon: Image) => void;
  readonly once: On<'ready-to-show', () => void> & On<'closed', () => void>;
  readonly on: On<'page-title-updated', (event: Preventable) => void> &
    On<'close', (event: Preventable) => void> &
    On<'unresponsive', () => void>;
  readonly webContents: {
    readonly on: On<'render-process-gone', (event: unknown, details: GoneDetails) => void>;
  };
}

export interface TrayPort {
  readonly setImage: (image: Image) => void;
  readonly setToolTip: (text: string) => void;
  readonly setContextMenu: (menu: ShellMenu) => void;
  readonly on: On<'click', () => void>;
  readonly destroy: () => void;
}

export interface MenuRow {
  readonly label?: string;
  readonly type?: 'separator';
  readonly role?: 'appMenu' | 'editMenu';
  readonly enabled?: boolean;
  readonly click?: () => void;
}

export interface BoxOptions {
  readonly type: 'question' | 'error' | 'info';
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly buttons: string[];
  readonly defaultId: number;
  readonly cancelId: number;
  readonly noLink: boolean;
}

export interface NotificationPort {
  readonly show: () => void;
  readonly on: On<'click', () => void>;
}

export interface ElectronPort {
  readonly app: AppPort;
  readonly BrowserWindow: new (options: WindowOptions) => WindowPort;
  readonly Tray: new (image: Image) => TrayPort;
  readonly Menu: {
    readonly setApplicationMenu: (menu: ShellMenu | null) => void;
    readonly buildFromTemplate: (rows: MenuRow[]) => ShellMenu;
  };
  readonly nativeImage: {
    readonly createFromBuffer: (png: Buffer, options: { scaleFactor: number }) => Image;
  };
  readonly session: { readonly fromPartition: (partition: string) => SessionPort };
  readonly dialog: {
    readonly showMessageBox: (options: BoxOptions) => Promise<{ readonly response: number }>;
  };
  readonly Notification: {
    new (options: { readonly title: string; readonly body: string }): NotificationPort;
    readonly isSupported: () => boolean;
  };
  readonly crashReporter: {
    readonly start: (options: { uploadToServer: false; productName: string }) => void;
  };
}
