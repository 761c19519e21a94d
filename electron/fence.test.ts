/**
 * The fence, item by item of the checklist (electronjs.org, "Security", 2026): what a page wants and does not get.
 * Listeners and handlers are the shell's own, asked as Electron would ask them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../main/base/lib/assert.ts';
import { strictPolicy } from '../test/lib/fakeElectron.ts';
import { coreUrl, openShell, shellUnderTest } from '../test/lib/shellUnderTest.ts';
import { coreUrlOf, isStrictPolicy } from './fence.ts';

const own = 'http://127.0.0.1:4711/';

describe('the core URL', () => {
  it('is loopback over HTTP, with its port', () => {
    expect(coreUrlOf(coreUrl)).toBe(coreUrl);
    expect(coreUrlOf('http://localhost:4711/?code=a')).toBe('http://localhost:4711/?code=a');
  });

  it.each([
    'https://127.0.0.1:4711/',
    'http://example.org:80/',
    'http://127.0.0.1.example.org:4711/',
    'http://user:pass@127.0.0.1:4711/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
    '',
  ])('is refused: %s', (given) => expect(coreUrlOf(given)).toBeNull());
});

describe('a page', () => {
  it('goes nowhere, in no frame, and is redirected only within its origin', async () => {
    const { contents } = (await openShell()).fake;
    for (const event of ['will-navigate', 'will-frame-navigate'])
      for (const url of [own, `${own}other`, 'https://example.org/', 'javascript:1'])
        expect(contents.fire(event, { url })).toBe(true);
    expect(contents.fire('will-redirect', { url: own })).toBe(false);
    for (const url of ['http://127.0.0.1:4712/', 'https://127.0.0.1:4711/', 'nonsense'])
      expect(contents.fire('will-redirect', { url })).toBe(true);
  });

  it('opens no window, attaches no webview, downloads nothing', async () => {
    const { fake } = await openShell();
    expect(fake.windowOpen()).toBe('deny');
    expect(fake.contents.fire('will-attach-webview')).toBe(true);
    expect(fake.session.events.fire('will-download')).toBe(true);
  });

  it('is fenced before it can do anything, also when it is not our window', () => {
    const { fake } = shellUnderTest();
    const heard: string[] = [];
    const stranger = {
      setWindowOpenHandler: () => heard.push('open'),
      on: (event: string) => heard.push(event),
    };
    fake.app.fire('web-contents-created', {}, stranger);
    expect(heard.sort()).toEqual([
      'open',
      'will-attach-webview',
      'will-frame-navigate',
      'will-navigate',
      'will-redirect',
    ]);
  });

  it('asks for nothing: every permission, device and screen is refused', async () => {
    const { session } = (await openShell()).fake;
    const { request, check, device, display } = session.kept;
    const asked = [
      'media',
      'display-capture',
      'notifications',
      'serial',
      'usb',
      'hid',
      'openExternal',
    ];
    for (const permission of [...asked, 'clipboard-read', 'fileSystem', 'unknown']) {
      const answers: boolean[] = [];
      const details = { isMainFrame: true, requestingUrl: own };
      request?.(null, permission, (granted) => answers.push(granted), details);
      expect(answers).toEqual([false]);
      expect(check?.(null, permission, own, { isMainFrame: true })).toBe(false);
    }
    expect(device?.()).toBe(false);
    const streams: unknown[] = [];
    display?.(null, (given) => streams.push(given));
    expect(streams).toEqual([null]);
  });

  it('may copy words out, from our page only', async () => {
    const check = must((await openShell()).fake.session.kept.check);
    const may = (origin: string, isMainFrame: boolean): boolean =>
      check(null, 'clipboard-sanitized-write', origin, { isMainFrame });
    expect(may(own, true)).toBe(true);
    expect([may(own, false), may('http://127.0.0.1:4712/', true), may('', true)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('reaches its own core and nothing else', async () => {
    const { fake, logged } = await openShell();
    const lets = (url: string): boolean => fake.session.lets(url);
    for (const url of [own, `${own}assets/a.js`, 'ws://127.0.0.1:4711/api', 'data:,x'])
      expect([url, lets(url)]).toEqual([url, true]);
    expect(lets('blob:http://127.0.0.1:4711/1')).toBe(true);
    for (const url of [
      'https://example.org/x',
      'http://127.0.0.1:4712/',
      'ws://example.org/',
      'file:///etc/passwd',
      'blob:https://example.org/1',
      'ftp://127.0.0.1:4711/',
      'https://127.0.0.1:4711/',
      'nonsense',
    ])
      expect([url, lets(url)]).toEqual([url, false]);
    expect(logged.some((line) => line.includes('https://example.org'))).toBe(true);
  });

  it('reaches nothing before the core has said where it is', async () => {
    const shell = shellUnderTest();
    await shell.fake.becomeReady();
    expect(shell.fake.session.lets(own)).toBe(false);
  });
});

describe('the content policy', () => {
  it('is demanded of every page by header, in the letter that the core sends', () => {
    expect(isStrictPolicy(strictPolicy)).toBe(true);
    const header = (text: string) => ({ 'content-security-policy': [text] });
    expect(isStrictPolicy(header("script-src 'self'; default-src 'none'"))).toBe(true);
    for (const text of [
      "default-src 'none'",
      "default-src 'self'; script-src 'self'",
      "default-src 'none'; script-src 'self' 'unsafe-inline'",
      "default-src 'none'; script-src 'self' https://example.org",
      '',
    ])
      expect([text, isStrictPolicy(header(text))]).toEqual([text, false]);
    expect(isStrictPolicy(undefined)).toBe(false);
    expect(isStrictPolicy({ 'x-policy': ["default-src 'none'; script-src 'self'"] })).toBe(false);
  });

  it('missing: the page is not shown', async () => {
    const shell = shellUnderTest();
    shell.fake.network.headers = { 'content-type': ['text/html'] };
    await shell.begin();
    expect(shell.fake.windows).toHaveLength(0);
    expect(shell.fake.boxes[0]?.options.detail).toContain('ERR_BLOCKED_BY_CLIENT');
    expect(shell.logged.some((line) => line.includes('without the content policy'))).toBe(true);
    const { session } = (await openShell()).fake;
    expect(session.letsPage(own, {}, 'subFrame')).toBe(false);
    expect(session.letsPage(own, {}, 'image')).toBe(true);
  });
});

describe('the network', () => {
  it('trusts no certificate, shows none, and signs in to no proxy', async () => {
    const { app, session } = (await openShell()).fake;
    const answers: unknown[] = [];
    const answer = (...given: unknown[]): void => void answers.push(...given, 'answered');
    expect(app.fire('certificate-error', {}, null, own, 'bad', null, answer)).toBe(true);
    expect(app.fire('select-client-certificate', {}, null, own, [{}], answer)).toBe(true);
    expect(app.fire('login', {}, null, null, null, answer)).toBe(true);
    session.kept.verify?.(null, (result) => answers.push(result));
    expect(answers).toEqual([false, 'answered', 'answered', 'answered', -2]);
  });
});

describe('the shell as written', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^\w+\.(ts|cjs)$/.test(name));
  const text = files
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');

  it('has no bridge into the page, no protocol of its own, and no way out', () => {
    expect(files.length).toBeGreaterThan(8);
    for (const word of [
      'ipcMain',
      'contextBridge',
      'preload:',
      'executeJavaScript',
      'openExternal',
      'protocol.handle',
      'registerSchemesAsPrivileged',
      'setAsDefaultProtocolClient',
      'loadFile',
      'enableRemoteModule',
    ])
      expect([word, text.includes(word)]).toEqual([word, false]);
  });

  it('awaits nothing while its entry is evaluated, or Electron would never get ready', () => {
    const main = readFileSync(join(import.meta.dirname, 'main.ts'), 'utf8');
    expect(main).not.toMatch(/\bawait [\w(]/);
    expect(main.match(/^import type \* as Electron/m)).not.toBe(null);
  });
});
