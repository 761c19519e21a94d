/**
 * Kept pictures of states on a large screen (on a laptop's: galleryWalk.test.ts); and that the comparison sees what a
 * person would see, and forgives what another Chromium would draw a shade differently.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { createRng } from '../../main/base/lib/rng.ts';
import { itNeeds } from '../lib/needs.ts';
import { compareShots } from './compareShots.ts';
import {
  keptShots,
  largeSize,
  largeStates,
  shotName,
  shotProblem,
  wantedShots,
} from './galleryShots.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

describe('the kept pictures', () => {
  inChromium('are as it looks on a large screen', async () => {
    await using gallery = await under.open(largeSize);
    const problems: string[] = [];
    for (const state of largeStates) {
      await gallery.show(state, 'dark');
      const problem = await shotProblem(gallery, shotName(state, 'dark', largeSize));
      if (problem !== null) problems.push(problem);
    }
    expect([...problems, ...gallery.problems]).toEqual([]);
  });

  inChromium('are of states that there are', () => {
    expect(keptShots().filter((name) => !wantedShots().includes(name))).toEqual([]);
  });
});

/** Shows the state, changes it as `change` says, and tells what the comparison makes of it. */
async function afterChange(change: (page: Page) => Promise<unknown>): Promise<string | null> {
  await using gallery = await under.open();
  await gallery.show('bench-running', 'dark');
  await change(gallery.page);
  return await shotProblem(gallery, 'bench-running-dark');
}

describe('the comparison sees', () => {
  const style = (css: string) => (page: Page) => page.addStyleTag({ content: css });
  const changes: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
    ['a panel that has moved by 3 px', style('.joints { transform: translateY(3px); }')],
    ['a button that is gone', style('.view-actions .button { visibility: hidden; }')],
    ['a mark in another colour', style('.mark { color: var(--stop) !important; }')],
    [
      'a short word that is missing',
      (page) => page.evaluate("document.querySelector('.bar-facts b').textContent = ''"),
    ],
    [
      'an arm that is missing in the 3-D view, which is compared loosely',
      style('[data-shot="loose"] { opacity: 0; }'),
    ],
    [
      'a digit that is another one',
      (page) =>
        page.evaluate(
          "document.querySelector('.panel-head .facts').textContent = '38.6 Hz · age 81 ms'",
        ),
    ],
  ];
  for (const [what, change] of changes) {
    inChromium(what, async () => {
      expect(await afterChange(change)).toMatch(/bench-running-dark: \d+ pixels differ/);
    });
  }
});

describe('the comparison forgives', () => {
  const kept = readFileSync(resolve(import.meta.dirname, 'shots/bench-running-dark.png'));

  inChromium('softer edges and another gamma, as another build draws its letters', async () => {
    const soft = await sharp(kept).blur(0.5).gamma(1.2, 1).png().toBuffer();
    expect(await compareShots(soft, kept)).toMatchObject({ same: true });
  });

  inChromium('colours off by a few steps', async () => {
    const rng = createRng(5);
    const { data, info } = await sharp(kept)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const noisy = data.map((value) => Math.max(0, Math.min(255, value + rng.below(13) - 6)));
    const raw = { width: info.width, height: info.height, channels: 3 } as const;
    const png = await sharp(noisy, { raw }).png().toBuffer();
    expect(await compareShots(png, kept)).toMatchObject({ same: true });
  });

  inChromium('edges in a loose part, and only there', async () => {
    const [x, y, width, height] = [40, 40, 300, 300];
    const line = { create: { width: 3, height, channels: 3 as const, background: '#fff' } };
    const drawn = await sharp(kept)
      .composite([{ input: await sharp(line).png().toBuffer(), left: x + 100, top: y }])
      .png()
      .toBuffer();
    const loose = [{ x, y, width, height }];
    expect(await compareShots(drawn, kept, { loose })).toMatchObject({ same: true });
    expect(await compareShots(drawn, kept)).toMatchObject({ same: false });
  });

  inChromium('nothing of a picture of another size', async () => {
    const smaller = await sharp(kept).resize(640).png().toBuffer();
    expect(await compareShots(smaller, kept)).toMatchObject({ same: false });
  });
});
