/**
 * The life of the shell against the strict fake: what is said to Electron and when, one instance, closing, quitting,
 * tray and dock, a core that goes away, a page that dies.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../main/base/lib/assert.ts';
import { atRest, atWork, coreUrl, openShell, shellUnderTest } from '../test/lib/shellUnderTest.ts';

const keep = 'Keep running in the background';
const stopAndQuit = 'End it and quit';

describe('starting', () => {
  it('says what Electron must hear before it is ready, and waits for nothing there', () => {
    const { fake, linked } = shellUnderTest();
    expect(fake.seen).toEqual([
      'name Nightbench',
      'path userData=/data/shell/profile',
      'path crashDumps=/data/shell/crashes',
      'crashes upload=false',
      'sandbox',
      'switch enable-unsafe-swiftshader',
      'switch password-store=basic',
    ]);
    expect([fake.windows.length, linked(), fake.exited]).toEqual([0, false, null]);
  });

  it('does not force a sandbox that root cannot have', () => {
    expect(shellUnderTest({ noSandbox: true }).fake.seen).not.toContain('sandbox');
  });

  it('opens one isolated window on the link, shown when it has something to show', async () => {
    const { fake } = await openShell();
    expect(fake.windows).toHaveLength(1);
    const [window] = fake.windows;
    expect(window?.options.webPreferences).toEqual({
      partition: 'bench',
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
      devTools: true,
      backgroundThrottling: false,
    });
    expect(window?.loaded).toEqual(['http://127.0.0.1:4711/']);
    expect(window?.shown).toBe(false);
    window?.events.fire('ready-to-show');
    expect(window?.shown).toBe(true);
    expect(window?.events.fire('page-title-updated')).toBe(true);
    expect(fake.seen).toContain('menu none');
    expect(fake.seen).toContain('proxy direct');
    expect(fake.seen).toContain('spelling false');
  });

  it('has no developer tools in the packaged app', async () => {
    const { fake } = await openShell({ isPackaged: true });
    expect(fake.windows[0]?.options.webPreferences.devTools).toBe(false);
  });

  it('is a single instance: the second ends without a window, the first comes to the front', async () => {
    const second = shellUnderTest({ first: false });
    expect(second.fake.exited).toBe(0);
    await second.fake.becomeReady();
    expect([second.fake.windows.length, second.linked()]).toEqual([0, false]);
    const first = await openShell();
    first.fake.app.fire('second-instance');
    expect(first.fake.seen.slice(-2)).toEqual(['restore', 'focus']);
  });

  it('says it when the core never says a word, and ends the core that it started', async () => {
    const shell = shellUnderTest({ alone: true });
    const { fake, killed } = shell;
    await fake.becomeReady();
    shell.hand.pass(120_000);
    expect([fake.exited, killed]).toEqual([null, ['SIGTERM']]);
    expect(fake.boxes[0]?.options).toMatchObject({
      message: 'The core could not be started.',
      detail: expect.stringContaining('said nothing for 120 seconds'),
    });
    await shell.core({ type: 'core', pid: 4242, tray: true, comeBack: '' });
    await shell.coreGone();
    expect([fake.exited, fake.boxes.length]).toEqual([null, 1]); // still to be read
    await fake.boxes[0]?.answer('OK');
    expect([fake.exited, killed]).toEqual([1, ['SIGTERM', 'SIGKILL']]);
  });

  it('leaves a core alone that said who it is', async () => {
    const { fake, hand, killed } = await openShell({ alone: true });
    hand.pass(120_000);
    expect([fake.exited, fake.boxes.length, killed]).toEqual([null, 0, []]);
  });

  it('shows on the desktop that somebody is needed, and a click raises the window', async () => {
    const shell = await openShell();
    const { fake } = shell;
    await shell.core({ type: 'call', message: 'It waits.', todo: 'Look.' });
    expect(fake.notices).toMatchObject([
      { title: 'Nightbench needs somebody', body: 'It waits. Look.' },
    ]);
    fake.notices[0]?.click();
    expect(fake.seen.slice(-2)).toEqual(['restore', 'focus']);
  });

  it.each(['https://127.0.0.1:4711/', 'http://example.org:80/', 'file:///etc/passwd', ''])(
    'does not follow a link that leads elsewhere: %s',
    async (url) => {
      const shell = shellUnderTest();
      await shell.fake.becomeReady();
      await shell.core(
        { type: 'core', pid: 4242, tray: true, comeBack: '' },
        { type: 'open', url },
      );
      expect(shell.fake.windows).toHaveLength(0);
    },
  );
});

describe('closing the window', () => {
  it('stops nothing: the app stays in the tray, and a click asks the core for a fresh link', async () => {
    const { fake, sent, core } = await openShell({}, atWork);
    fake.windows[0]?.close();
    expect([fake.windows.length, fake.exited, fake.boxes.length]).toEqual([0, null, 0]);
    expect(sent).toEqual([]);
    fake.tray?.events.fire('click');
    expect(sent).toEqual([{ do: 'open' }]);
    await core({ type: 'open', url: 'http://127.0.0.1:4711/?code=next' });
    expect(fake.windows[0]?.loaded).toEqual(['http://127.0.0.1:4711/']);
    expect(fake.windows[0]?.title).toBe('Nightbench · Moving · push-t: trial 3 of 10');
  });

  it('two clicks open one window and load it once', async () => {
    const { fake, core } = await openShell();
    fake.windows[0]?.close();
    fake.tray?.events.fire('click');
    fake.tray?.events.fire('click');
    await core({ type: 'open', url: coreUrl }, { type: 'open', url: coreUrl });
    expect([fake.windows.length, fake.windows[0]?.loaded.length]).toEqual([1, 1]);
    expect(fake.windows[0]?.shown).toBe(true);
  });

  it('without a tray and with nothing to do it ends the shell only', async () => {
    const { fake, sent } = await openShell({ tray: false });
    fake.windows[0]?.close();
    expect([fake.exited, sent.length, fake.boxes.length]).toEqual([0, 0, 0]);
  });

  it('without a tray while a trial runs it asks first', async () => {
    const { fake, sent } = await openShell({ tray: false }, atWork);
    fake.windows[0]?.close();
    expect([fake.windows.length, fake.exited]).toEqual([1, null]);
    await fake.boxes[0]?.answer('Cancel');
    expect([fake.windows.length, fake.exited]).toEqual([1, null]);
    fake.windows[0]?.close();
    await fake.boxes[0]?.answer(keep);
    expect([fake.exited, sent.length]).toEqual([0, 0]);
  });

  it('says how to come back where no terminal does', async () => {
    const { fake } = await openShell({ tray: false, alone: true });
    fake.windows[0]?.close();
    expect(fake.boxes[0]?.options.detail).toContain('npx bench start');
    await fake.boxes[0]?.answer('OK');
    expect(fake.exited).toBe(0);
  });
});

describe('quitting', () => {
  it('asks while a trial runs, in the words of the core', async () => {
    const { fake, sent } = await openShell({}, atWork);
    fake.pick('Quit…');
    const { options } = must(fake.boxes[0]);
    expect(options.message).toBe('push-t: trial 3 of 10. The arm is moving.');
    expect(options.buttons).toEqual([keep, stopAndQuit, 'Cancel']);
    fake.pick('Quit…');
    expect(fake.boxes).toHaveLength(1);
    await fake.boxes[0]?.answer('');
    expect([fake.exited, sent.length]).toEqual([null, 0]);
  });

  it('keep: the shell goes, the core hears nothing', async () => {
    const { fake, sent } = await openShell({}, atWork);
    fake.electron.app.quit();
    await fake.boxes[0]?.answer(keep);
    expect([fake.exited, sent]).toEqual([0, []]);
    expect(fake.tray?.destroyed).toBe(true);
  });

  it('stop: the core is told, and the shell waits for its farewell', async () => {
    const { fake, sent, core } = await openShell({}, atWork);
    fake.electron.app.quit();
    await fake.boxes[0]?.answer(stopAndQuit);
    expect([sent, fake.exited]).toEqual([[{ do: 'quit' }], null]);
    await core({ type: 'bye' });
    expect(fake.exited).toBe(0);
  });

  it('stop: waits for a bounded time, and does not leave as if the core had ended', async () => {
    const { fake, hand } = await openShell({}, atWork);
    fake.electron.app.quit();
    await fake.boxes[0]?.answer(stopAndQuit);
    hand.pass(20_000);
    expect(fake.exited).toBe(null);
    expect(fake.boxes[0]?.options.message).toBe('Process 4242 did not end.');
    await fake.boxes[0]?.answer('OK');
    expect(fake.exited).toBe(1);
  });

  it('stop wished for twice is sent twice, and one limit runs', async () => {
    const { fake, sent, hand, core } = await openShell({}, atRest);
    fake.electron.app.quit();
    fake.electron.app.quit();
    expect(sent).toEqual([{ do: 'quit' }, { do: 'quit' }]);
    await core({ type: 'trouble', message: 'The core was not ended: no answer' });
    await fake.boxes[0]?.answer('OK');
    hand.pass(20_000);
    expect([fake.exited, fake.boxes.length]).toEqual([null, 0]);
  });

  it('an end that did not happen is said, and the shell stays', async () => {
    const { fake, hand, core } = await openShell({}, atWork);
    fake.electron.app.quit();
    await fake.boxes[0]?.answer(stopAndQuit);
    await core({ type: 'trouble', message: 'The core was not ended: no answer' });
    expect(fake.boxes[0]?.options.detail).toContain('not ended');
    await fake.boxes[0]?.answer('OK');
    hand.pass(20_000);
    expect(fake.exited).toBe(null);
  });

  it('does not ask when nothing runs: shell and core end', async () => {
    const { fake, sent, coreGone } = await openShell({}, atRest);
    fake.electron.app.quit();
    expect([sent, fake.boxes.length]).toEqual([[{ do: 'quit' }], 0]);
    await coreGone();
    expect([fake.exited, fake.boxes.length]).toEqual([0, 0]);
  });

  it('asks as well while it does not know', async () => {
    const { fake } = await openShell({}, null);
    fake.electron.app.quit();
    expect(fake.boxes[0]?.options.message).toContain('has not said yet');
  });

  it('a signal ends the shell at once and nothing else', async () => {
    const { fake, sent, signal } = await openShell({}, atWork);
    signal();
    expect([fake.exited, sent, fake.boxes.length]).toEqual([0, [], 0]);
  });
});

describe('tray and dock', () => {
  it('show moving, holding and stopped, by picture, words and title', async () => {
    const { fake, core } = await openShell({}, atWork);
    const tray = must(fake.tray);
    const pictures = new Set([tray.image]);
    expect(tray.tip).toBe('Nightbench: Moving · push-t: trial 3 of 10');
    await core(atRest);
    pictures.add(tray.image);
    expect(tray.tip).toBe('Nightbench: Holding');
    await core({ type: 'robot', mode: 'stopped', work: null, stopped: 'F12 key' });
    pictures.add(tray.image);
    expect(tray.tip).toBe('Nightbench: Stopped · F12 key');
    expect(pictures.size).toBe(3);
    expect(fake.windows[0]?.title).toBe('Nightbench · Stopped · F12 key');
    expect(fake.windows[0]?.icon).toBe(tray.image);
  });

  it('where there is no tray the window itself wears the state', async () => {
    const { fake, core } = await openShell({ tray: false }, atWork);
    const moving = fake.windows[0]?.icon;
    await core(atRest);
    expect(moving).not.toBe(null);
    expect(fake.windows[0]?.icon).not.toBe(moving);
    expect(fake.windows[0]?.title).toBe('Nightbench · Holding');
  });

  it('stop by an ordinary stop of the core', async () => {
    const { fake, sent } = await openShell({}, atWork);
    expect(fake.menu().map((row) => row.label)).toEqual([
      'Moving · push-t: trial 3 of 10',
      'Open window',
      'Stop robot',
      undefined,
      'Quit…',
    ]);
    fake.pick('Stop robot');
    expect(sent).toEqual([{ do: 'stop', reason: 'stopped from the desktop' }]);
  });

  it('say it when the stop was not delivered', async () => {
    const { fake, core } = await openShell({}, atWork);
    await core({ type: 'trouble', message: 'The stop was not delivered: no answer.' });
    expect(fake.boxes[0]?.options.detail).toContain('not delivered');
    await fake.boxes[0]?.answer('OK');
    expect(fake.exited).toBe(null);
  });

  it('on macOS the dock has badge and menu, and the app keeps copying and quitting', async () => {
    const { fake, sent } = await openShell({ platform: 'darwin', dock: true }, atWork);
    expect([fake.badge, fake.tray]).toEqual(['Moving', null]);
    expect(fake.windows[0]?.icon).toBe(null); // a window there has none
    expect(fake.seen).toContain('menu 2');
    fake.windows[0]?.close();
    expect(fake.exited).toBe(null);
    fake.app.fire('activate');
    expect(sent).toEqual([{ do: 'open' }]);
  });
});

describe('a core that goes away', () => {
  it('leaves the window to say so, frees the place for the next shell, and ends with the window', async () => {
    const { fake, coreGone } = await openShell({}, atWork);
    await coreGone();
    expect([fake.exited, fake.windows.length, fake.boxes.length]).toEqual([null, 1, 0]);
    expect(fake.seen).toContain('unlock');
    expect(fake.tray?.tip).toBe('Nightbench: Offline');
    expect(fake.menu()[2]).toMatchObject({ label: 'Stop robot', enabled: false });
    fake.windows[0]?.close();
    expect(fake.exited).toBe(0);
  });

  it('is said in a box when there is no window', async () => {
    const { fake, coreGone } = await openShell({}, atWork);
    fake.windows[0]?.close();
    await coreGone();
    expect(fake.boxes[0]?.options.message).toBe('The core has ended.');
    await fake.boxes[0]?.answer('OK');
    expect(fake.exited).toBe(0);
  });

  it('that never started says why, and the exit code too', async () => {
    const shell = shellUnderTest({ alone: true });
    await shell.fake.becomeReady();
    await shell.coreGone('bench: the disk is full');
    expect(shell.fake.boxes[0]?.options).toMatchObject({
      message: 'The core could not be started.',
      detail: 'bench: the disk is full',
    });
    await shell.fake.boxes[0]?.answer('OK');
    expect(shell.fake.exited).toBe(1);
  });

  it('on purpose takes the shell with it, without a word', async () => {
    const { fake, core } = await openShell({}, atWork);
    await core({ type: 'bye' });
    expect([fake.exited, fake.boxes.length]).toEqual([0, 0]);
  });
});

describe('a page', () => {
  it('that cannot be loaded is said, and without a tray it is the end', async () => {
    const shell = shellUnderTest({ tray: false });
    shell.fake.network.refuse = true;
    await shell.begin();
    expect(shell.fake.windows).toHaveLength(0);
    expect(shell.fake.boxes[0]?.options.detail).toContain('ERR_CONNECTION_REFUSED');
    await shell.fake.boxes[0]?.answer('OK');
    expect(shell.fake.exited).toBe(1);
  });

  it('that died is opened again on a fresh link, three times and no more', async () => {
    const { fake, sent, core, logged } = await openShell();
    const gone = { reason: 'crashed', exitCode: 5 };
    for (let i = 1; i <= 3; i++) {
      fake.app.fire('render-process-gone', {}, {}, gone);
      fake.windows[0]?.page.fire('render-process-gone', {}, gone);
      expect(sent).toHaveLength(i);
      await core({ type: 'open', url: coreUrl });
    }
    expect(fake.windows[0]?.loaded).toHaveLength(4);
    fake.windows[0]?.page.fire('render-process-gone', {}, gone);
    expect([sent.length, fake.windows.length]).toEqual([3, 0]);
    await fake.boxes[0]?.answer('OK');
    expect(fake.exited).toBe(null); // the tray is there: a person may try again
    fake.app.fire('child-process-gone', {}, { type: 'GPU', reason: 'oom', exitCode: 9 });
    expect(logged.filter((line) => line.includes('"reason":"crashed"'))).toHaveLength(3);
    expect(logged.some((line) => line.includes('"type":"GPU"'))).toBe(true);
  });

  it('that ended cleanly is left alone', async () => {
    const { fake, sent } = await openShell();
    fake.windows[0]?.page.fire('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(sent).toEqual([]);
  });
});
