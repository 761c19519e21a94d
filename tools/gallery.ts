/**
 * Photographs the named states of the window. `node tools/gallery.ts [NAME…]` writes
 * test-results/gallery/<state>-<theme>-<width>.png at several sizes, to be looked at; `--accept [NAME…]` keeps the
 * pictures that the tests compare with (only those that differ). A name is a state or a part of one.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import type { StateName } from '../renderer/gallery/namedStates.ts';
import { openChromium } from '../test/e2e/chromium.ts';
import { freshWindow } from '../test/e2e/freshWindow.ts';
import { openGallery, type Size } from '../test/e2e/galleryPage.ts';
import {
  acceptShot,
  dropStrayShots,
  largeSize,
  largeStates,
  shotName,
  shotSize,
  shotThemes,
  stateNames,
} from '../test/e2e/galleryShots.ts';
import { serveWindow } from './windowServer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accept: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '1280x800,1920x1080' },
    window: { type: 'string' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const known: ReadonlySet<string> = new Set(stateNames);

/** A whole name means itself alone, with or without `-dark`, as the tests name it. */
function chosen(): readonly StateName[] {
  const parts = positionals.map((part) => part.replace(/-(dark|light)(-\d+)?$/, ''));
  if (parts.length === 0) return stateNames;
  return stateNames.filter((name) =>
    parts.some((part) => name === part || (!known.has(part) && name.includes(part))),
  );
}

async function accept(browser: Browser, url: string): Promise<void> {
  let seen = 0;
  for (const size of [shotSize, largeSize]) {
    await using gallery = await openGallery(browser, url, size);
    for (const state of chosen()) {
      if (size === largeSize && !largeStates.includes(state)) continue;
      for (const theme of size === largeSize ? (['dark'] as const) : shotThemes) {
        await gallery.show(state, theme);
        const name = shotName(state, theme, size);
        if (await acceptShot(gallery, name)) say(`kept ${name}`);
        seen++;
      }
    }
    for (const problem of gallery.problems) say(`the page says: ${problem}`);
  }
  for (const name of dropStrayShots()) say(`dropped ${name}: there is no such state`);
  say(`${seen} pictures are as they are kept`);
}

function sizesAsked(): readonly Size[] {
  return values.sizes.split(',').map((size): Size => {
    const [width, height] = size.split('x').map(Number);
    if (!width || !height) throw new Error(`--sizes wants WIDTHxHEIGHT, not ${size}`);
    return [width, height];
  });
}

async function photograph(browser: Browser, url: string): Promise<void> {
  const out = resolve(import.meta.dirname, '../test-results/gallery');
  await mkdir(out, { recursive: true });
  for (const size of sizesAsked()) {
    await using gallery = await openGallery(browser, url, size);
    for (const state of chosen()) {
      for (const theme of shotThemes) {
        await gallery.show(state, theme);
        const path = resolve(out, `${state}-${theme}-${size[0]}.png`);
        await gallery.page.screenshot({ path });
      }
    }
    for (const problem of gallery.problems) say(`the page says: ${problem}`);
  }
  say(`pictures of ${chosen().length} states in ${out}`);
}

await using server = await serveWindow(values.window ?? (await freshWindow()));
const browser = await openChromium();
try {
  if (values.accept) await accept(browser, server.url);
  else await photograph(browser, server.url);
} finally {
  await browser.close();
}
