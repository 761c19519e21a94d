/** Page object of the gallery: one named state of the window, without a core. */
import type { Browser, Page } from 'playwright-core';
import type { StateName } from '../../renderer/gallery/namedStates.ts';
import { isDriverChatter } from './driverChatter.ts';

export type GalleryTheme = 'dark' | 'light' | 'system';
export type Size = readonly [width: number, height: number];

/** What a person has set in the system or the browser. */
export interface PageWishes {
  readonly reducedMotion?: boolean;
  readonly systemTheme?: 'dark' | 'light';
  /** Browser zoom; 2 is 200 %. */
  readonly zoom?: number;
}

export interface GalleryPage extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and uncaught exceptions so far. */
  readonly problems: readonly string[];
  show(state: StateName | 'broken', theme?: GalleryTheme): Promise<void>;
  /** Waits until what was changed is painted. */
  settle(): Promise<void>;
  /** What the window has asked of its core, oldest first. */
  asked(): Promise<readonly string[]>;
}

/** Runs in the page: the same state again is entered anew. */
const enter = `(hash) => {
  document.documentElement.dataset.state = '';
  if (location.hash === hash) window.dispatchEvent(new Event('hashchange'));
  else location.hash = hash;
}`;

/** Runs in the page: fonts, parts and recorded pictures that come later are there, and what was changed is painted. */
const settled = `document.fonts.ready.then(() => new Promise((done) => {
  const look = () => document.querySelector('[data-pending="true"], .play-cameras figcaption:empty') === null
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(null)))
    : requestAnimationFrame(look);
  look();
}))`;

export async function openGallery(
  browser: Browser,
  url: string,
  [width, height]: Size,
  wishes: PageWishes = {},
): Promise<GalleryPage> {
  const zoom = wishes.zoom ?? 1;
  const context = await browser.newContext({
    // A zoomed page is a smaller one with larger pixels.
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    reducedMotion: wishes.reducedMotion === true ? 'reduce' : 'no-preference',
    colorScheme: wishes.systemTheme ?? 'dark',
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (!/error|warning/.test(message.type()) || isDriverChatter(message.text())) return;
    problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return {
    page,
    problems,
    async show(state, theme = 'dark') {
      const address = `${url}gallery.html#`;
      const hash = JSON.stringify(`#${state}/${theme}`);
      if (page.url().startsWith(address)) await page.evaluate(`(${enter})(${hash})`);
      else await page.goto(`${address}${state}/${theme}`);
      await page.locator(`[data-state="#${state}/${theme}"] .stop`).waitFor({ timeout: 15_000 });
      await page.evaluate(settled);
    },
    settle: async () => void (await page.evaluate(settled)),
    asked: async () =>
      (await page.evaluate<string>("document.documentElement.dataset.asked ?? ''"))
        .split(';')
        .filter((entry) => entry !== ''),
    [Symbol.asyncDispose]: () => context.close(),
  };
}
