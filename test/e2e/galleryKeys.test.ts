/** The window by keyboard alone: palette, key sheet, focus, foot switch, gamepad; and a part that fails. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { itNeeds } from '../lib/needs.ts';
import type { GalleryPage } from './galleryPage.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

const option = (page: Page) => page.getByRole('option', { selected: true });

/** Types into the palette and presses Enter on what it found first. */
async function palette(page: Page, asked: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find an action' }).waitFor();
  await page.keyboard.type(asked);
  await page.keyboard.press('Enter');
}

describe('the command palette', () => {
  inChromium('finds, chooses and does by keyboard alone', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('bench-running');
    await palette(page, 'go trials');
    await page.getByRole('heading', { name: 'Trials', exact: true }).waitFor();
    await palette(page, 'light theme');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await palette(page, 'stop');
    expect(await gallery.asked()).toEqual(['stop command palette']);
    await palette(page, 'end this run');
    await page.getByRole('dialog', { name: 'End this run?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g'); // asks for a trial's number
    await page.keyboard.type('0036');
    expect(await option(page).textContent()).toContain('Open trial b-0007-0036');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Trial b-0007-0036' }).waitFor();
    expect(gallery.problems).toEqual([]);
  });

  inChromium('says why an action is blocked, and does not do it', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('bench-stopped');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('run trials');
    expect(await option(page).textContent()).toContain('The robot is stopped: resume first.');
    expect(await option(page).getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog', { name: 'Find an action' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('r'); // its key tells the same
    await page.getByText('The robot is stopped: resume first.').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  inChromium('gives the focus back to who had it', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('trials-thousand');
    const focusNow = () => page.evaluate<string>('document.activeElement.outerHTML.slice(0, 80)');
    for (let press = 0; press < 12; press++) await page.keyboard.press('Tab');
    const had = await focusNow();
    expect(had).not.toMatch(/^<body/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Find an action' }).waitFor({ state: 'detached' });
    expect(await focusNow()).toBe(had);
  });

  inChromium('opens from a field and over a dialog, under a stop that still works', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('dialog-run');
    await page.getByLabel('Seed').focus();
    await palette(page, 'alerts');
    await page.getByRole('dialog', { name: 'Alerts' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('F12');
    await page.locator('.stop').click();
    expect(await gallery.asked()).toEqual(['stop F12 key', 'stop stop button']);
  });
});

describe('by keyboard', () => {
  inChromium('Escape closes the dialog and not what lies under it', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('trials-detail');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await page.getByRole('dialog').textContent()).toContain('Close the opened trial');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.getByRole('complementary').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'hidden' });
  });

  inChromium('Enter in a field runs, Enter on the task does not; bad input is told', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('dialog-run');
    await page.getByRole('combobox', { name: 'Task' }).press('Enter');
    await page.keyboard.press('Escape'); // what it opened, if it did
    expect(await gallery.asked()).toEqual([]);
    await gallery.show('dialog-run');
    await page.getByLabel('How many').fill('');
    await page.getByText('1 to 100,000, whole').first().waitFor();
    await page.getByLabel('How many').press('Enter');
    expect(await gallery.asked()).toEqual([]);
    for (const [typed, why] of [
      ['1e9', 'How many trials? Not a whole number: digits only.'],
      ['2.5', 'How many trials? Not a whole number: digits only.'],
      ['100001', 'How many trials? Too large: at most 100,000.'],
    ] as const) {
      await page.getByLabel('How many').fill('');
      await page.getByLabel('How many').pressSequentially(typed);
      expect(await page.getByLabel('How many').inputValue()).toBe(typed);
      expect(await page.getByRole('dialog').locator('.dialog-actions .why').textContent()).toBe(
        why,
      );
      await page.getByLabel('How many').press('Enter');
    }
    expect(await gallery.asked()).toEqual([]);
    await page.getByLabel('How many').fill('2');
    await page.getByLabel('How many').press('ArrowUp');
    expect(await page.getByLabel('How many').inputValue()).toBe('3');
    await page.getByLabel('How many').press('Enter');
    expect(await gallery.asked()).toEqual([
      'run {"task":"push-t","trials":3,"seed":1,"lockstep":false}',
    ]);
  });

  inChromium('Alt and a number go to a step, from a field too, but not from a dialog', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('task');
    const name = page.getByLabel('Name', { exact: true }).first();
    const before = await name.inputValue();
    await name.press('Alt+4');
    await page.getByRole('heading', { level: 1, name: 'Labels' }).waitFor();
    await page.keyboard.press('Alt+2');
    expect(await name.inputValue()).toBe(before);
    await gallery.show('dialog-run');
    await page.getByLabel('Seed').press('Alt+4');
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(gallery.problems).toEqual([]);
  });

  inChromium('every stop of Tab is seen, and Tab comes round', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    for (const state of [
      'bench-running',
      'trials-detail',
      'dialog-run',
      'dialog-stop-inputs',
    ] as const) {
      await gallery.show(state);
      const seen = new Set<string>();
      for (let press = 0; press < 80; press++) {
        await page.keyboard.press('Tab');
        const now = await page.evaluate<string>(focused);
        if (now.startsWith('unseen')) throw new Error(`${state}: ${now}`);
        seen.add(now);
      }
      expect(seen.size).toBeGreaterThan(2);
      expect(seen.size).toBeLessThan(80);
    }
  });
});

/** Runs in the page: what has the focus, and whether an outline or a ring shows it. */
const focused = `(() => {
  const at = document.activeElement;
  if (at === document.body || at === null) return 'the page';
  const shows = (element) => element !== null && (
    getComputedStyle(element).outlineStyle !== 'none' || getComputedStyle(element).boxShadow !== 'none');
  const name = at.outerHTML.slice(0, 90);
  const box = at.getBoundingClientRect();
  if (box.bottom < 0 || box.top > innerHeight) return 'unseen, out of the page: ' + name;
  const marked = shows(at) || shows(at.closest('label')) || shows(at.nextElementSibling);
  return (marked ? '' : 'unseen: ') + name;
})()`;

/** Teaches the key as a person does, from the palette. */
async function teach(page: Page, key: string): Promise<void> {
  await palette(page, 'foot switch');
  await page.getByRole('button', { name: 'Teach a key' }).click();
  await page.keyboard.press(key);
}

async function freshWindow(gallery: GalleryPage): Promise<void> {
  await gallery.show('bench-running');
  await gallery.page.evaluate('localStorage.clear()');
}

describe('a stop by other means', () => {
  inChromium('a foot switch that was taught stops, from then on and after a reload', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await freshWindow(gallery);
    await teach(page, 'F8');
    await page.getByText('F8 stops the robot from now on').waitFor();
    expect(await gallery.asked()).toEqual([]); // the lesson itself is no stop
    await page.keyboard.press('F8');
    expect(await gallery.asked()).toEqual(['stop foot switch (F8)']);
    await page.reload();
    await gallery.show('dialog-run');
    await page.getByLabel('Seed').focus();
    await page.keyboard.press('F8');
    expect(await gallery.asked()).toEqual(['stop foot switch (F8)']);
    await palette(page, 'foot switch');
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.keyboard.press('F8');
    expect(await gallery.asked()).toEqual(['stop foot switch (F8)']);
  });

  inChromium(
    'a key that the window needs is refused with a reason; Pause stops even then',
    async () => {
      await using gallery = await under.open();
      const { page } = gallery;
      await freshWindow(gallery);
      await teach(page, 'Tab');
      await page.getByText('Tab is needed to work the window').waitFor();
      await page.getByRole('button', { name: 'Teach a key' }).click();
      await page.keyboard.press('Pause');
      expect(await gallery.asked()).toEqual(['stop Pause key']);
    },
  );

  inChromium('a gamepad stops once for each press of its button', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('bench-running');
    await page.evaluate(`(() => {
      const buttons = Array.from({ length: 16 }, () => ({ pressed: false, touched: false, value: 0 }));
      window.pad = { index: 0, id: 'Pad', mapping: 'standard', buttons, axes: [], connected: true };
      navigator.getGamepads = () => [window.pad];
      window.dispatchEvent(new Event('gamepadconnected'));
    })()`);
    const hold = (button: number, down: boolean) =>
      page.evaluate(`window.pad.buttons[${button}].pressed = ${down}`);
    await hold(0, true);
    await hold(1, true);
    await expect.poll(() => gallery.asked()).toEqual(['stop gamepad button']);
    await hold(1, false);
    await page.waitForFunction('!window.pad.buttons[1].pressed');
    await expect
      .poll(async () => {
        await hold(1, false);
        await gallery.settle();
        await gallery.settle();
        await hold(1, true);
        return (await gallery.asked()).length;
      })
      .toBeGreaterThan(1);
  });
});

describe('a part of the window that fails', () => {
  inChromium('says so, and the stop is still there and works', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('broken');
    await page.getByText('This view could not be shown.').waitFor();
    await page.locator('.stop').click();
    await page.keyboard.press('F12');
    expect(await gallery.asked()).toEqual(['stop stop button', 'stop F12 key']);
    await page.keyboard.press('2'); // and one can go elsewhere
    await page.getByRole('heading', { name: 'Trials', exact: true }).waitFor();
  });
});
