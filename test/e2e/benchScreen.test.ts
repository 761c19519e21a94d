/**
 * The bench and debug screens in a real Chromium: the 3-D view is fetched late, drawn on change only, turned by keys,
 * and gives way to lines; plots follow a joint; switches say what they ask for; three screens leave nothing behind.
 */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { itNeeds } from '../lib/needs.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

/** Counts what WebGL clears: once a picture. Must be there before the page is. */
const countPictures = `(() => {
  window.pictures = 0;
  const clear = WebGL2RenderingContext.prototype.clear;
  WebGL2RenderingContext.prototype.clear = function (mask) {
    window.pictures++;
    return clear.call(this, mask);
  };
})()`;
const noWebGl = `HTMLCanvasElement.prototype.getContext = ((own) => function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : own.call(this, kind, ...rest);
})(HTMLCanvasElement.prototype.getContext)`;

const pictures = (page: Page): Promise<number> => page.evaluate<number>('window.pictures');
/** So many pictures of the page itself, whatever they show. */
const frames = (page: Page, count: number): Promise<unknown> =>
  page.evaluate(`new Promise((done) => {
    let left = ${count};
    const next = () => (left-- > 0 ? requestAnimationFrame(next) : done(null));
    next();
  })`);
const scene = (page: Page) => page.getByLabel(/^3-D view of the arm/);

describe('the 3-D view', () => {
  inChromium('is fetched when it is first shown and not before', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await gallery.show('bench-lines');
    expect(asked.filter((url) => url.includes('openBeliefScene'))).toEqual([]);
    await gallery.show('bench-running');
    expect(asked.filter((url) => url.includes('openBeliefScene'))).toHaveLength(1);
    expect(gallery.problems).toEqual([]);
  });

  inChromium('is drawn on change only, and not on another screen', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await page.addInitScript(countPictures);
    await gallery.show('bench-running');
    await frames(page, 30);
    const still = await pictures(page);
    expect(still).toBeGreaterThan(0);
    await frames(page, 60);
    expect(await pictures(page)).toBe(still);
    await scene(page).focus();
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Reset view' }).waitFor();
    await frames(page, 30);
    const turned = (await pictures(page)) - still;
    expect(turned).toBeGreaterThan(0);
    expect(turned).toBeLessThan(40);
    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Trials', exact: true }).waitFor();
    const away = await pictures(page);
    await frames(page, 60);
    expect(await pictures(page)).toBe(away);
  });

  inChromium('turns by mouse and keys, and one press resets it', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('bench-running');
    const reset = page.getByRole('button', { name: 'Reset view' });
    expect(await reset.count()).toBe(0);
    await scene(page).hover();
    await page.mouse.down();
    await page.mouse.move(900, 500, { steps: 4 });
    await page.mouse.up();
    await reset.click();
    await reset.waitFor({ state: 'detached' });
    await scene(page).focus();
    await page.keyboard.press('+');
    await reset.waitFor();
    await page.keyboard.press('Home');
    await reset.waitFor({ state: 'detached' });
  });

  inChromium('gives way to the drawing in lines when WebGL is missing or taken away', async () => {
    await using without = await under.open();
    await without.page.addInitScript(noWebGl);
    await without.show('bench-running');
    await without.page.locator('.belief-scene > svg').waitFor();
    expect(await scene(without.page).count()).toBe(0);
    expect(without.problems).toEqual([]);
    await using lost = await under.open();
    await lost.show('bench-running');
    await lost.page.locator('.belief-3d canvas').waitFor();
    expect(await lost.page.locator('.belief-scene > svg').count()).toBe(0);
    await lost.page.evaluate(`document.querySelector('.belief-3d canvas')
      .getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()`);
    await lost.page.locator('.belief-scene > svg').waitFor();
    expect(await scene(lost.page).count()).toBe(0);
  });

  inChromium('leaves nothing behind: forty times to and fro, one canvas', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('bench-minute');
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('4');
      await page.getByRole('heading', { name: 'Debug', exact: true }).waitFor();
      await page.keyboard.press('1');
      await page.locator('.belief-3d canvas').waitFor();
    }
    expect(await page.locator('.belief-3d canvas').count()).toBe(1);
    expect(await page.locator('.plot canvas').count()).toBe(3);
    // Chromium says so when it has to take a context away from a page that holds too many.
    expect(gallery.problems).toEqual([]);
  });
});

describe('the joints', () => {
  inChromium('show their last minute by key, bring one out, and are saved as a table', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('bench-running');
    await page.keyboard.press('j');
    await page.locator('.plot canvas').first().waitFor();
    const elbow = page.getByRole('button', { name: 'Elbow' });
    await elbow.click();
    expect(await elbow.getAttribute('aria-pressed')).toBe('true');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save CSV' }).click();
    expect((await saving).suggestedFilename()).toBe('joints.csv');
    await page.keyboard.press('j');
    await page.getByRole('rowheader', { name: 'Elbow flex' }).waitFor();
  });
});

describe('the debug screen', () => {
  inChromium('switches one fault on, says which are on, and clears all', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('debug');
    await page.getByLabel('Servo', { exact: true }).selectOption('4');
    await page.getByRole('switch', { name: '4 · Wrist flex: stalled' }).click();
    await page.getByLabel(/Servo bus, late answers/).fill('40');
    await page.getByRole('switch', { name: 'Servo bus: late answers' }).click();
    expect(await gallery.asked()).toEqual([
      'fault {"kind":"stall","on":true,"servo":4}',
      'fault {"kind":"delay","on":true,"amount":40}',
    ]);
    await gallery.show('debug-faults');
    await page.getByText('Front camera: frozen').waitFor();
    const late = page.getByRole('switch', { name: 'Servo bus: late answers' });
    expect(await late.getAttribute('aria-checked')).toBe('true');
    await late.click();
    await page.getByRole('button', { name: 'Clear all faults' }).click();
    expect(await gallery.asked()).toEqual([
      'fault {"kind":"delay","on":false,"amount":15}',
      'clear faults',
    ]);
  });
});
