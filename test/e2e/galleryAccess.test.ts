/**
 * For every person and every screen: axe finds nothing in any state, dark or light; the stop is on top, nothing is cut
 * off from a small laptop to a wall screen and at 200 % zoom; nothing moves for those who asked for calm.
 */
import axe from 'axe-core';
import { describe, expect } from 'vitest';
import { itNeeds } from '../lib/needs.ts';
import type { GalleryPage, GalleryTheme, PageWishes, Size } from './galleryPage.ts';
import { stateNames } from './galleryShots.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';
import { lowContrast, moving, nameless, overflowing, stopBox, stopOnTop } from './pageProbes.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

/** WCAG 2.1, A and AA. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
/** Of those it tries only when asked: a control is called by the words that stand on it. */
const byTheirWords = { 'label-content-name-mismatch': { enabled: true } };
const options = { runOnly: { type: 'tag', values: rules }, rules: byTheirWords };
/** Runs in the page: what axe finds, a line each. */
const findings = `axe.run(document, ${JSON.stringify(options)}).then(
  ({ violations }) => violations.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ': ' + rule.help + ' at ' + node.target.join(' ') + ' ' + node.html.slice(0, 100))))`;

async function axeFindings({ page }: GalleryPage): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe.source);
  return await page.evaluate<string[]>(findings);
}

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
    const lines = await axeFindings(gallery);
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
      'button-name',
      'color-contrast',
    ]);
  });
});

interface PageFacts {
  /** Null where it is not asked: what it looks at is the same on every screen. */
  readonly axe: readonly string[] | null;
  /** Nine points of the stop, where nothing else may be. */
  readonly stopOnTop: readonly boolean[];
  readonly stopBox: unknown;
  readonly overflowing: readonly string[];
  readonly lowContrast: readonly string[];
  readonly nameless: readonly string[];
}

/** On a wall screen the stop is larger, at the same corner. */
const wantedAt = ([width]: Size, asked: boolean): PageFacts => ({
  axe: asked ? [] : null,
  stopOnTop: Array.from({ length: 9 }, () => true),
  stopBox: {
    top: 4,
    right: 4,
    ...(width < 3200 ? { width: 208, height: 44 } : { width: 288, height: 64 }),
  },
  overflowing: [],
  lowContrast: [],
  nameless: [],
});

async function factsNow(gallery: GalleryPage, asked: boolean): Promise<PageFacts> {
  const seen = await gallery.page.evaluate<Omit<PageFacts, 'axe'>>(
    `({ stopOnTop: ${stopOnTop}, stopBox: ${stopBox}, overflowing: ${overflowing},
        lowContrast: ${lowContrast}, nameless: ${nameless} })`,
  );
  return { axe: asked ? await axeFindings(gallery) : null, ...seen };
}

describe('in every state the stop is on top, the text stands out, nothing is cut off, axe finds nothing', () => {
  const views: readonly (readonly [GalleryTheme, Size, PageWishes])[] = [
    ['dark', [1280, 800], {}],
    ['light', [1440, 900], {}],
    ['dark', [1920, 1080], {}],
    ['light', [2560, 1440], {}],
    ['dark', [3840, 2160], {}],
    ['dark', [2560, 1600], { zoom: 2 }],
  ];
  for (const [theme, size, wishes] of views) {
    const asked = size[0] < 1920;
    const zoom = wishes.zoom === undefined ? '' : `, ${wishes.zoom * 100} %`;
    inChromium(
      `${theme}, ${size.join('×')}${zoom}`,
      async () => {
        await using gallery = await under.open(size, wishes);
        // Each state is a key, so that a failure names it.
        const facts: Record<string, PageFacts> = {};
        // Dialogs are as large on every screen: the first walks look at them, dark and light.
        const names = stateNames.filter((name) => asked || !/^(dialog|palette)/.test(name));
        for (const state of names) {
          await gallery.show(state, theme);
          facts[state] = await factsNow(gallery, asked);
        }
        expect(facts).toEqual(
          Object.fromEntries(names.map((state) => [state, wantedAt(size, asked)])),
        );
        expect(gallery.problems).toEqual([]);
      },
      480_000,
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
