/** The tree of ideas by keyboard and by pointer: from idea to idea, closely, two side by side, and to a trial. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { itNeeds } from '../lib/needs.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

const told = (page: Page) => page.locator('#tree-told').textContent();
const named = (page: Page, name: string) => page.getByRole('dialog', { name });

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe('the tree of ideas', () => {
  inChromium('is walked, opened and compared by keyboard alone', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('tree-night');
    await page.locator('.tree-canvas').focus();
    await press(page, 'ArrowUp');
    expect(await told(page)).toContain('Idea 20: the same with a longer push');
    await press(page, 'ArrowLeft', 'ArrowLeft');
    expect(await told(page)).toContain('Idea 14:');
    await press(page, 'ArrowDown');
    expect(await told(page)).toContain('Idea 15:');
    await press(page, 'ArrowUp', 'c', 'ArrowRight', 'Enter');
    await named(page, 'Idea 14 beside idea 17').waitFor();
    await press(page, 'Escape');
    await named(page, 'Idea 14 beside idea 17').waitFor({ state: 'detached' });
    // The dialog gives the focus back a moment after it has gone.
    await page.locator('.tree-canvas:focus').waitFor();
    await press(page, 'Enter');
    const dialog = named(page, 'Idea 17');
    await dialog.getByText('Claims of its agent').waitFor();
    await dialog.getByText('What it changed in the policy').waitFor();
    expect(gallery.problems).toEqual([]);
  });

  inChromium(
    'is opened by a click, with a second one chosen from its dialog, and leads to a trial',
    async () => {
      await using gallery = await under.open();
      const { page } = gallery;
      await gallery.show('tree-focus'); // idea 9 waits for a second one
      const box = await page.locator('.tree-canvas').boundingBox();
      if (box === null) throw new Error('there is no tree');
      // Version 0 stands at the left end of the trunk: the only mark in its column of the lanes.
      const find = async (): Promise<readonly [number, number]> => {
        for (let y = 6; y < box.height / 2; y += 4)
          for (let x = 40; x < 70; x += 4) {
            await page.mouse.move(box.x + x, box.y + y);
            await gallery.settle();
            const tip = await page.locator('.tree-tip').textContent();
            if (tip?.startsWith('Version 0') === true) return [box.x + x, box.y + y];
          }
        throw new Error('version 0 is not found under the pointer');
      };
      const [x, y] = await find();
      await page.mouse.click(x, y);
      await named(page, 'Idea 9 beside version 0').waitFor();
      await press(page, 'Escape');
      await named(page, 'Idea 9 beside version 0').waitFor({ state: 'detached' });
      await page.mouse.click(x, y);
      await named(page, 'Version 0').getByRole('button', { name: 'Compare with…' }).click();
      await page.getByText('Version 0 beside which other?').waitFor();
      await press(page, 'ArrowRight', 'Enter');
      await named(page, 'Version 0 beside idea 2').waitFor();
      await page
        .getByRole('button', { name: /screen · success/ })
        .first()
        .click();
      await page.getByRole('heading', { name: 'Trials', exact: true }).waitFor();
      expect(await named(page, 'Version 0 beside idea 2').count()).toBe(0);
      expect(gallery.problems).toEqual([]);
    },
  );

  inChromium('is saved as a drawing and as data', async () => {
    await using gallery = await under.open();
    const { page } = gallery;
    await gallery.show('tree-night');
    for (const [button, file] of [
      ['Save SVG', 'night-0004-ideas.svg'],
      ['Save JSON', 'night-0004-ideas.json'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(file);
    }
  });
});
