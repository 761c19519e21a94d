/**
 * For every person and every screen: the stop is on top and nothing is cut off from a desk's screen to a wall's and at
 * 200 % zoom; nothing moves for those who asked for calm. (A laptop's screen: galleryWalk.test.ts.)
 */
import { describe, expect } from 'vitest';
import { itNeeds } from '../lib/needs.ts';
import { axeFindings, factsNow, factsWanted, type PageFacts } from './galleryFacts.ts';
import type { GalleryTheme, PageWishes, Size } from './galleryPage.ts';
import { stateNames } from './galleryShots.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';
import { moving } from './pageProbes.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

describe('axe', () => {
  inChromium('would find a button without a name and grey on grey', async () => {
    await using gallery = await under.open();
    await gallery.show('bench-holding');
    await gallery.page.evaluate(`(() => {
      const button = document.createElement('button');
      const note = document.createElement('p');
      note.textContent = 'grey on grey';
      note.style.color = '#555b63';
      document.querySelector('.view-head').append(button, note);
    })()`);
    const lines = await axeFindings(gallery, 'all');
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
      'button-name',
      'color-contrast',
    ]);
  });
});

describe('the stop is on top, the text stands out, nothing is cut off', () => {
  // Dialogs are as large on every screen.
  const screens = stateNames.filter((name) => !/^(dialog|palette)/.test(name));
  /** Of each part of the window its first state and every fifth: a larger screen has only more room. */
  const some = screens.filter((name, at) => {
    const part = name.split('-')[0];
    return at % 5 === 0 || screens.findIndex((each) => each.split('-')[0] === part) === at;
  });
  const views: readonly (readonly [GalleryTheme, Size, PageWishes])[] = [
    ['light', [1920, 1080], {}],
    ['light', [2560, 1440], {}],
    ['dark', [3840, 2160], {}],
    ['dark', [2560, 1600], { zoom: 2 }],
  ];
  for (const [theme, size, wishes] of views) {
    const zoom = wishes.zoom === undefined ? '' : `, ${wishes.zoom * 100} %`;
    inChromium(
      `${theme}, ${size.join('×')}${zoom}`,
      async () => {
        await using gallery = await under.open(size, wishes);
        // Each state is a key, so that a failure names it.
        const facts: Record<string, PageFacts> = {};
        for (const state of some) {
          await gallery.show(state, theme);
          facts[state] = await factsNow(gallery);
        }
        expect(facts).toEqual(Object.fromEntries(some.map((state) => [state, factsWanted(size)])));
        expect(gallery.problems).toEqual([]);
      },
      300_000,
    );
  }
});

describe('a person who asked the system', () => {
  inChromium('for calm sees nothing move; anybody else sees danger pulse', async () => {
    await using calm = await under.open([1280, 800], { reducedMotion: true });
    await calm.show('bench-stop-failed');
    expect(await calm.page.evaluate(moving)).toEqual([]);
    await using lively = await under.open();
    await lively.show('bench-stop-failed');
    expect(await lively.page.evaluate(moving)).toEqual(['danger on mark']);
  });

  inChromium('for a light or dark screen gets it, and one who chose keeps the choice', async () => {
    const ground = "getComputedStyle(document.body).getPropertyValue('background-color')";
    const groundOf = async (theme: GalleryTheme, systemTheme: 'dark' | 'light') => {
      await using gallery = await under.open([1280, 800], { systemTheme });
      await gallery.show('dialog-run', theme);
      const field = "getComputedStyle(document.querySelector('.mantine-Input-input')).color";
      return [await gallery.page.evaluate(ground), await gallery.page.evaluate(field)];
    };
    const light = await groundOf('light', 'dark');
    const dark = await groundOf('dark', 'light');
    expect(light).not.toEqual(dark);
    expect(await groundOf('system', 'light')).toEqual(light);
    expect(await groundOf('system', 'dark')).toEqual(dark);
  });
});
