/**
 * Demos in and out by the dialogs of the real window on a real core: a folder of films of which one is broken becomes
 * one demo and one line that says why; what is exported lies on the disk; a folder that is taken is refused in words.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { tempDir } from '../lib/coreUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';
import { browserOfFile } from './browserOfFile.ts';
import { openDay } from './openDay.ts';
import { patient, teachPage } from './teachPage.ts';

const chrome = browserOfFile('day', 120_000);

function film(file: string): void {
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=20', '-frames:v', '40'];
  execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', 'libx264', '-y', file]);
}

/** Two episodes of two cameras; the second one's front film is none. */
function makeFilms(dir: string): void {
  for (const episode of ['whole', 'broken']) {
    mkdirSync(join(dir, episode), { recursive: true });
    for (const role of ['overhead', 'front']) film(join(dir, episode, `${role}.mp4`));
  }
  writeFileSync(join(dir, 'broken', 'front.mp4'), 'no film at all');
}

describe('demos in and out', () => {
  itNeeds(['chromium', 'ffmpeg'])(
    'a folder of films by the dialog: what is whole comes in, what is broken is told; and out again',
    async () => {
      using data = tempDir('exchange-day');
      using files = tempDir('exchange-files');
      const films = join(files.path, 'films');
      makeFilms(films);
      await using day = await openDay(chrome.browser, data.path);
      const { page } = day.opened;
      await day.client.call('task.open', { task: 'push-t' });
      await page.keyboard.press('Alt+3');
      const dialog = page.getByRole('dialog');

      await page.getByRole('button', { name: 'Import…' }).click();
      await dialog.getByLabel('Folder on the computer of the bench').fill(films);
      await dialog.getByText('MP4 films', { exact: true }).click();
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await dialog.getByText('1 demo imported, 1 refused').waitFor(patient);
      const refused = dialog.locator('.exchange-refused li');
      expect(await refused.allTextContents()).toEqual([
        expect.stringMatching(/^broken .*front\.mp4/),
      ]);
      await chrome.snap(page, 'imported');
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await expect.poll(teachPage(page).cards, patient).toBe(1);

      const out = join(files.path, 'out');
      await page.getByRole('button', { name: 'Export…' }).click();
      const folder = dialog.getByLabel('New folder on the computer of the bench');
      await folder.fill(out);
      await dialog.getByText('MP4 films', { exact: true }).click();
      await folder.press('Enter');
      await dialog.getByText(/^1 demo in \d+ files, /).waitFor(patient);
      await chrome.snap(page, 'exported');
      for (const role of ['overhead', 'front'])
        expect(existsSync(join(out, 'demo-000001', `${role}.mp4`))).toBe(true);

      await folder.fill(films);
      await folder.press('Enter');
      await dialog.getByRole('alert').waitFor(patient);
      expect(await dialog.getByRole('alert').textContent()).toContain(films);
      expect(existsSync(join(films, 'demo-000001'))).toBe(false);
      expect(day.opened.problems).toEqual([]);
    },
    300_000,
  );
});
