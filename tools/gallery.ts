/**
 * Photographs every named state of the window: `node tools/gallery.ts [part of a name]` writes
 * test-results/gallery/<state>-<theme>-<width>.png. Build the window first.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { namedStates, type StateName } from '../renderer/gallery/namedStates.ts';
import { openChromium } from '../test/e2e/chromium.ts';
import { openGallery, type Size } from '../test/e2e/galleryPage.ts';
import { serveWindow } from './windowServer.ts';

const out = resolve(import.meta.dirname, '../test-results/gallery');
const sizes: readonly Size[] = [
  [1440, 900],
  [1280, 800],
];

const part = process.argv[2] ?? '';
const names = (Object.keys(namedStates) as StateName[]).filter((name) => name.includes(part));
await mkdir(out, { recursive: true });
await using server = await serveWindow();
const browser = await openChromium();
try {
  for (const size of sizes) {
    await using gallery = await openGallery(browser, server.url, size);
    for (const name of names) {
      for (const theme of ['dark', 'light'] as const) {
        await gallery.show(name, theme);
        const path = resolve(out, `${name}-${theme}-${size[0]}.png`);
        await gallery.page.screenshot({ path });
      }
    }
    if (gallery.problems.length > 0) process.stdout.write(`${gallery.problems.join('\n')}\n`);
  }
} finally {
  await browser.close();
}
process.stdout.write(`${names.length * sizes.length * 2} pictures in ${out}\n`);
