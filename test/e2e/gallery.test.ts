/** The built window in a real Chromium, from named states: what a person does with keys, mouse and fields. */
import { afterEach, beforeEach, describe, expect } from 'vitest';
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
  if (findPart('chromium') !== null) await gallery[Symbol.asyncDispose]();
});

describe('the stop', () => {
  inChromium('Pause and F12 reach it from a field, a dialog and a list', async () => {
    const { page } = gallery;
    await gallery.show('dialog-run');
    await page.getByLabel('Seed').focus();
    await page.keyboard.press('Pause');
    await page.keyboard.press('F12');
    expect(await gallery.asked()).toEqual(['stop Pause key', 'stop F12 key']);
    await gallery.show('dialog-resume');
    await page.keyboard.press('Pause');
    expect(await gallery.asked()).toEqual(['stop Pause key']);
    await gallery.show('trials-thousand');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('F12');
    expect(await gallery.asked()).toEqual(['stop F12 key']);
  });

  inChromium('can be clicked over an open dialog and with the core lost', async () => {
    for (const state of ['dialog-run', 'lost-core', 'bench-stop-failed'] as const) {
      await gallery.show(state);
      await gallery.page.locator('.stop').click();
      expect(await gallery.asked()).toEqual(['stop stop button']);
    }
  });

  inChromium('says what it is not', async () => {
    await gallery.show('bench-running');
    await gallery.page.locator('.stop').hover();
    const tip = gallery.page.getByRole('tooltip');
    await tip.waitFor();
    expect(await tip.textContent()).toContain('hardware emergency stop');
    await gallery.show('bench-stopped');
    await gallery.page.locator('.stop').hover();
    await tip.waitFor();
    await gallery.page.getByRole('button', { name: 'Resume…' }).click({ trial: true }); // in the clear
  });

  inChromium('is undone only by a person who says so twice', async () => {
    const { page } = gallery;
    await gallery.show('bench-stopped');
    await page.getByRole('button', { name: 'Resume…' }).click();
    // Where the focus lies once the dialog is there.
    await page.getByRole('dialog').locator('button:focus').waitFor();
    await page.keyboard.press('Enter');
    expect(await gallery.asked()).toEqual([]);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Resume…' }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    expect(await gallery.asked()).toEqual(['resume']);
  });
});

describe('a person', () => {
  inChromium('starts a run by keyboard, and is told what is missing', async () => {
    const { page } = gallery;
    await gallery.show('bench-holding');
    await page.keyboard.press('r');
    await page.getByLabel('Seed').fill('');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Run trials' }).click({ force: true });
    expect(await dialog.locator('.why').textContent()).toContain('Which seed?');
    expect(await gallery.asked()).toEqual([]);
    await page.getByLabel('Seed').fill('7');
    await dialog.getByText('Lockstep').click();
    await dialog.getByRole('button', { name: 'Run trials' }).click();
    expect(await gallery.asked()).toEqual([
      'run {"task":"push-t","trials":20,"seed":7,"lockstep":true}',
    ]);
  });

  inChromium('is told why a button is disabled, and pressing it does nothing', async () => {
    await gallery.show('bench-stopped');
    const button = gallery.page.getByRole('button', { name: /Run trials/ });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.click({ force: true });
    expect(await gallery.page.getByRole('dialog').count()).toBe(0);
    expect(await gallery.page.locator('.view-head .why').textContent()).toContain('resume first');
  });

  inChromium('moves the object on the map', async () => {
    const { page } = gallery;
    await gallery.show('dialog-hand');
    const map = page.getByRole('img', { name: /Table from above/ });
    const box = await map.boundingBox();
    await map.click({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 } });
    await page.getByRole('button', { name: 'Move object', exact: true }).click();
    const [asked = ''] = await gallery.asked();
    const pose = JSON.parse(asked.slice('hand tee '.length)) as { xM: number; yM: number };
    expect(pose.xM).toBeCloseTo(0.2, 2);
    expect(pose.yM).toBeCloseTo(0, 2);
  });

  inChromium('moves it from where it is believed to be, and not off the table', async () => {
    const { page } = gallery;
    await gallery.show('bench-running');
    await page.getByRole('button', { name: 'Move object…' }).click();
    const dialog = page.getByRole('dialog');
    const believed = { 'Away, mm': '215', 'Left, mm': '45', 'Turn, °': '-29' };
    for (const [label, value] of Object.entries(believed))
      expect(await dialog.getByLabel(label).inputValue()).toBe(value);
    await dialog.getByLabel('Away, mm').fill('9999');
    await dialog.getByRole('button', { name: 'Move object' }).click({ force: true });
    await dialog.getByText('Too large: at most 400', { exact: true }).waitFor();
    expect(await gallery.asked()).toEqual([]);
  });

  inChromium('switches a fault on by as much as is written, or not at all', async () => {
    const { page } = gallery;
    await gallery.show('debug');
    const field = page.getByLabel('Servo bus, late answers: how much, ms');
    const late = page.getByRole('switch', { name: 'Servo bus: late answers' });
    await field.fill('1e3');
    await late.click({ force: true });
    await page.getByText('Not a number: digits and a point').waitFor();
    expect(await gallery.asked()).toEqual([]);
    await field.fill('2.5');
    await late.click();
    expect(await gallery.asked()).toEqual(['fault {"kind":"delay","on":true,"amount":2.5}']);
  });

  inChromium('goes through a thousand trials by arrow key, few of them in the page', async () => {
    const { page } = gallery;
    await gallery.show('trials-thousand');
    expect(await page.getByRole('option').count()).toBeLessThan(60);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Trial b-0007-0038' }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('option', { selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await page.getByText(/^invalid \d/).click();
    const options = page.getByRole('option');
    await options.filter({ hasNotText: 'invalid' }).first().waitFor({ state: 'detached' });
    expect(await options.count()).toBeGreaterThan(5);
  });

  inChromium('changes the theme, and it is kept', async () => {
    const { page } = gallery;
    await gallery.show('bench-holding');
    await page.getByRole('radio', { name: 'Light' }).check({ force: true });
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await page.keyboard.press('2'); // keys still work from there
    await page.getByRole('heading', { name: 'Trials', exact: true }).waitFor();
    expect(await page.evaluate("localStorage.getItem('nightbench-theme')")).toBe('light');
  });
});
