/**
 * The agents' room in a real Chromium, from named states: what reaches the agent and what stays the window's, what is
 * asked before it is done, and what an agent's output cannot do. The stop works with the focus in the terminal.
 */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { findPart, itNeeds } from '../lib/needs.ts';
import type { GalleryPage } from './galleryPage.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();
let gallery: GalleryPage;

beforeEach(async () => {
  if (findPart('chromium') !== null) gallery = await under.open();
});

afterEach(async () => {
  if (findPart('chromium') === null) return;
  expect(gallery.problems).toEqual([]);
  await gallery[Symbol.asyncDispose]();
});

const claude = 'agent-0003';
const typed = (...texts: readonly string[]) =>
  texts.map((text) => `type ${claude} ${JSON.stringify(text)}`);
const focused = (page: Page) => page.evaluate<string>('document.activeElement.className');
const rows = (page: Page) => page.locator('.xterm-rows').innerText();

/** The agent prints it; resolves when it is on the screen. */
async function print(page: Page, text: string): Promise<void> {
  await page.evaluate(
    `document.dispatchEvent(new CustomEvent('gallery-output', { detail: ${JSON.stringify(`${text}\r\nprinted`)} }))`,
  );
  await page.locator('.xterm-rows', { hasText: 'printed' }).waitFor();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  })()`);
}

/** As a hand would: the pointer comes over it first. */
async function clickOn(page: Page, text: string): Promise<void> {
  const box = must(await page.locator('.xterm-rows').getByText(text).boundingBox());
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 3, y);
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
}

async function inTerminal(): Promise<Page> {
  const { page } = gallery;
  await gallery.show('agents-two');
  await page.keyboard.press('F6');
  expect(await focused(page)).toBe('xterm-helper-textarea');
  return page;
}

describe('with the focus in the terminal', () => {
  inChromium('every key goes to the agent, also those of the window', async () => {
    const page = await inTerminal();
    for (const key of ['1', '?', 'r', 'Escape', 'Tab', 'Control+c', 'Enter', 'ArrowUp'])
      await page.keyboard.press(key);
    expect((await gallery.asked()).join('')).toBe(
      typed('1', '?', 'r', '\x1b', '\t', '\x03', '\r', '\x1b[A').join(''),
    );
    expect(await focused(page)).toBe('xterm-helper-textarea');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  inChromium('the stop is heard, by key and by hand, and nothing of it is typed', async () => {
    const page = await inTerminal();
    await page.keyboard.press('Pause');
    await page.keyboard.press('F12');
    await page.locator('.stop').click();
    expect(await gallery.asked()).toEqual(['stop Pause key', 'stop F12 key', 'stop stop button']);
  });

  inChromium('the palette opens, does, and gives the focus back', async () => {
    const page = await inTerminal();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('xterm-helper-textarea');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('next terminal');
    await page.keyboard.press('Enter');
    await page.locator('.agent-tab[aria-selected="true"]', { hasText: 'Codex' }).waitFor();
    expect(await gallery.asked()).toEqual([]);
  });

  inChromium('F6 leaves it, arrow keys go along the tabs, F6 comes back', async () => {
    const page = await inTerminal();
    await page.keyboard.press('F6');
    expect(await focused(page)).toBe('agent-tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Codex CLI');
    await page.locator('.xterm-rows', { hasText: '>_ Codex' }).waitFor();
    await page.keyboard.press('F6');
    await page.keyboard.type('hi');
    expect(await gallery.asked()).toEqual(['type agent-0004 "h"', 'type agent-0004 "i"']);
  });

  inChromium('text is found in it, and Escape goes back to it', async () => {
    const page = await inTerminal();
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('textbox', { name: 'Search in the terminal' }).fill('attempt');
    await page.locator('.find-bar output', { hasText: /^\d of 3$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Search in the terminal' }).fill('make coffee');
    await page.locator('.find-bar output', { hasText: 'not found' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('xterm-helper-textarea');
    expect(await gallery.asked()).toEqual([]);
  });
});

describe('what is pasted', () => {
  inChromium('as one line is typed, without keys hidden in it', async () => {
    const page = await inTerminal();
    await paste(page, 'look at \x1b[201~trial 7\x03');
    expect(await gallery.asked()).toEqual(typed('look at [201~trial 7'));
  });

  inChromium('as several lines is asked about, shown, and typed in brackets', async () => {
    const page = await inTerminal();
    await print(page, '\x1b[?2004h');
    await paste(page, 'one\r\ntwo');
    const dialog = page.getByRole('dialog', { name: 'Paste these lines?' });
    await dialog.waitFor();
    expect(await dialog.locator('.asked-text').innerText()).toBe('one\ntwo');
    await dialog.locator('button:focus').waitFor();
    await page.keyboard.press('Enter'); // the focus is on the harmless answer
    await dialog.waitFor({ state: 'detached' });
    expect(await gallery.asked()).toEqual([]);
    // The dialog gives the focus back a moment after it has gone.
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await paste(page, 'one\r\ntwo');
    await page.keyboard.press('F12');
    await dialog.getByRole('button', { name: 'Paste', exact: true }).click();
    expect(await gallery.asked()).toEqual(['stop F12 key', ...typed('\x1b[200~one\rtwo\x1b[201~')]);
  });
});

describe('a link', () => {
  inChromium('is opened by nothing but a person who has read all of it', async () => {
    const page = await inTerminal();
    const opened: string[] = [];
    page.context().on('page', (other) => opened.push(other.url()));
    await clickOn(page, 'arXiv 2606.19980');
    const dialog = page.getByRole('dialog', { name: 'Open this address?' });
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('https://arxiv.org/abs/2606.19980');
    await dialog.getByRole('button', { name: 'Do not open' }).click();
    await print(page, '\x1b]8;;javascript:alert(1)\x07press here\x1b]8;;\x07');
    await clickOn(page, 'press here');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(opened).toEqual([]);
  });
});

describe('what an agent prints', () => {
  inChromium('is never answered, and changes neither title, clipboard nor colours', async () => {
    const page = await inTerminal();
    const title = await page.title();
    const back = `getComputedStyle(document.querySelector('.xterm-scrollable-element')).backgroundColor`;
    const before = await page.evaluate(back);
    const hostile = [
      ...[
        'c',
        '>c',
        '=c',
        '5n',
        '6n',
        '?6n',
        '?2004$p',
        '4$p',
        '14t',
        '18t',
        '21t',
        '>q',
        '?1004h',
      ],
      ...['8;5;20t', '22;0t', '3;0;0t', '2t'],
    ].map((sequence) => `\x1b[${sequence}`);
    const commands = [
      '0;owned',
      '2;owned',
      '4;1;?',
      '10;?',
      '11;?',
      '12;?',
      '11;#ff0000',
      '10;#ff0000',
    ];
    const osc = [...commands, '52;c;b3duZWQ=', '52;c;?'].map((command) => `\x1b]${command}\x07`);
    await print(page, [...hostile, ...osc, '\x1bP$qm\x1b\\', '\x1bZ', '\x05'].join(''));
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    expect(await gallery.asked()).toEqual([]);
    expect(await page.title()).toBe(title);
    expect(await page.evaluate(back)).toBe(before);
  });

  inChromium(
    'does not freeze the page, whatever it asks to be done two thousand million times',
    async () => {
      const page = await inTerminal();
      const counted = [...'@ILMPSTXZb'].map((final) => `x\x1b[2147483647${final}`).join('');
      await print(page, `${counted}\x1b[999;999H\x1b[1J${'\u0301'.repeat(50_000)}\x1b[2J\x1b[H`);
      expect(await rows(page)).toContain('printed');
      await page.keyboard.press('Pause');
      expect(await gallery.asked()).toEqual(['stop Pause key']);
    },
  );

  inChromium('blinks nothing', async () => {
    const page = await inTerminal();
    await print(page, '\x1b[1 q\x1b[?12h\x1b[5mblink\x1b[m');
    const running = `document.getAnimations().filter((each) => each.playState === 'running').length`;
    expect(await page.evaluate(running)).toBe(0);
  });
});

describe('a person', () => {
  inChromium('starts an agent within a budget, and is told what is missing', async () => {
    const { page } = gallery;
    await gallery.show('agents-two');
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Start agent' });
    await dialog.waitFor();
    const start = dialog.getByRole('button', { name: 'Start agent' });
    await dialog.getByText('Any command').click();
    expect(await dialog.locator('.why').textContent()).toBe('Which command.');
    await start.click({ force: true });
    await dialog.getByLabel('Command, a line of words').fill("my-agent --say 'two words'");
    await dialog.getByLabel('Money, USD').fill('1e3');
    expect(await dialog.locator('.why').textContent()).toContain('Budget of money');
    await dialog.getByLabel('Money, USD').fill('');
    await dialog.getByText('Lockstep').click();
    await start.click();
    const asked = await gallery.asked();
    expect(asked[0]).toBe('probe');
    expect(JSON.parse((asked[1] ?? '').slice('start agent '.length))).toEqual({
      recipe: 'command',
      task: 'push-t',
      mode: 'terminal',
      command: ['my-agent', '--say', 'two words'],
      budget: { tokens: 5_000_000, usd: null, trials: 50, wallMinutes: 480 },
      lockstep: true,
    });
    expect(asked).toHaveLength(2);
  });

  inChromium('answers by name for one that nothing confines', async () => {
    const { page } = gallery;
    await gallery.show('dialog-start-agent-unconfined');
    const dialog = page.getByRole('dialog', { name: 'Start agent' });
    await dialog.getByRole('button', { name: 'Start agent' }).click({ force: true });
    expect(await gallery.asked()).toEqual(['probe']);
    await dialog.getByLabel(/Your name/).fill('R. Example');
    await dialog.getByRole('button', { name: 'Start agent' }).click();
    expect((await gallery.asked())[1]).toContain('"acceptedBy":"R. Example"');
  });

  inChromium('ends an agent only after saying so twice', async () => {
    const { page } = gallery;
    await gallery.show('agents-two');
    await page.getByRole('button', { name: 'End agent…' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    expect(await gallery.asked()).toEqual([]);
    await page.getByRole('button', { name: 'End agent…' }).click();
    await page.getByRole('button', { name: 'End agent', exact: true }).click();
    expect(await gallery.asked()).toEqual([`end agent ${claude}`]);
  });

  inChromium('takes up an ended one again; its terminal takes no keys from the page', async () => {
    const { page } = gallery;
    await gallery.show('agents-ended');
    await page.locator('.terminal .xterm-screen').click();
    await page.keyboard.type('x');
    await page.keyboard.press('Tab');
    expect(await focused(page)).not.toBe('xterm-helper-textarea');
    expect(await gallery.asked()).toEqual([]);
    await page.getByRole('button', { name: 'Take up again…' }).click();
    await page.getByRole('button', { name: 'Take up again', exact: true }).click();
    expect((await gallery.asked()).at(-1)).toContain(`"resume":"${claude}"`);
  });

  inChromium('goes from a trial that an agent asked for to that trial', async () => {
    const { page } = gallery;
    await gallery.show('agents-two');
    await page.locator('button.asked-trial', { hasText: 'req-0023' }).click();
    await page.getByRole('complementary', { name: 'Trial b-0007-0039' }).waitFor();
  });
});
