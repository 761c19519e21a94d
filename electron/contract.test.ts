/**
 * The contract between shell and Electron, from both ends. The real `electron.d.ts` fits the port that the shell is
 * written against, which is the compiler's word (`npm run check`) said here so that it has a name; and the fake
 * refuses at the wrong time what the real one refuses.
 */
import type * as Electron from 'electron';
import { describe, expect, it } from 'vitest';
import { createFakeElectron } from '../test/lib/fakeElectron.ts';
import { openShell } from '../test/lib/shellUnderTest.ts';
import type { BoxOptions, ElectronPort } from './electronPort.ts';
import { windowOptions } from './mainWindow.ts';
import { note } from './quitQuestion.ts';
import { stateIcon } from './stateIcon.ts';

type Fits<Real, Port> = Real extends Port ? true : false;

/** Not what Electron offers: a parameter, an answer and an event of the wrong shape. */
type WrongName = { readonly app: { readonly setName: (name: number) => void } };
type WrongAnswer = { readonly app: { readonly whenReady: () => Promise<number> } };
type WrongEvent = {
  readonly app: { readonly on: (event: 'before-quit', run: (event: string) => void) => unknown };
};
type WrongOption = {
  readonly dialog: {
    readonly showMessageBox: (
      options: Omit<BoxOptions, 'type'> & { type: 'shout' },
    ) => Promise<{ readonly response: number }>;
  };
};

describe('the real module', () => {
  it('satisfies the port, and would not if a parameter, an answer, an event or an option were wrong', () => {
    const fits: Fits<typeof Electron, ElectronPort> = true;
    const name: Fits<typeof Electron, WrongName> = false;
    const answer: Fits<typeof Electron, WrongAnswer> = false;
    const event: Fits<typeof Electron, WrongEvent> = false;
    const option: Fits<typeof Electron, WrongOption> = false;
    expect([fits, name, answer, event, option]).toEqual([true, false, false, false, false]);
  });
});

const box = note('info', 'words', 'more words');
const icon = (electron: ElectronPort) =>
  electron.nativeImage.createFromBuffer(stateIcon('moving'), { scaleFactor: 2 });

describe('the fake', () => {
  it('refuses before ready what needs the app to be ready', () => {
    const { electron } = createFakeElectron();
    const { BrowserWindow, Tray, session, dialog } = electron;
    expect(() => new BrowserWindow(windowOptions(false))).toThrow('before the app is ready');
    expect(() => new Tray(icon(electron))).toThrow('before the app is ready');
    expect(() => session.fromPartition('bench')).toThrow('before the app is ready');
    expect(() => dialog.showMessageBox(box)).toThrow('before the app is ready');
  });

  it('refuses after ready what would be too late', async () => {
    const fake = createFakeElectron();
    await fake.becomeReady();
    const { app, crashReporter } = fake.electron;
    for (const late of [
      () => app.enableSandbox(),
      () => app.setPath('userData', '/data'),
      () => app.setName('x'),
      () => app.commandLine.appendSwitch('x'),
      () => crashReporter.start({ uploadToServer: false, productName: 'x' }),
    ])
      expect(late).toThrow('before app is ready');
  });

  it('refuses what was destroyed, what is no picture, and everything after the end', async () => {
    const { fake } = await openShell();
    const { electron } = fake;
    const [window] = fake.windows;
    window?.destroy();
    expect(() => window?.show()).toThrow('Object has been destroyed');
    expect(() => window?.setTitle('x')).toThrow('Object has been destroyed');
    await expect(window?.loadURL('http://127.0.0.1:1/')).rejects.toThrow('destroyed');
    expect(() =>
      electron.nativeImage.createFromBuffer(Buffer.from('x'), { scaleFactor: 1 }),
    ).toThrow('no PNG');
    const { Tray, Menu } = electron;
    expect(() => new Tray({} as never)).toThrow('NativeImage');
    expect(() => Menu.buildFromTemplate([{ enabled: false }])).toThrow('label, role or type');
    const tray = fake.tray;
    tray?.destroy();
    expect(() => tray?.setToolTip('x')).toThrow('destroyed');
    electron.app.exit(0);
    expect(() => electron.dialog.showMessageBox(box)).toThrow('the process has ended');
  });

  it('gets ready only when it is told so, never by itself', async () => {
    const fake = createFakeElectron();
    let ready = false;
    void fake.electron.app.whenReady().then(() => {
      ready = true;
    });
    await Promise.resolve();
    expect(ready).toBe(false);
    await fake.becomeReady();
    expect(ready).toBe(true);
  });
});
