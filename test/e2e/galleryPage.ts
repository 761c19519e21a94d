/** Page object of the gallery: one named state of the window, without a core. */
import type { Browser, Page } from 'playwright-core';
import type { StateName } from '../../renderer/gallery/namedStates.ts';

export type Size = readonly [width: number, height: number];

export interface GalleryPage extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and uncaught exceptions so far. */
  readonly problems: readonly string[];
  show(state: StateName, theme?: 'dark' | 'light'): Promise<void>;
  /** What the window has asked of its core, oldest first. */
  asked(): Promise<readonly string[]>;
}

export async function openGallery(
  browser: Browser,
  url: string,
  [width, height]: Size,
): Promise<GalleryPage> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return {
    page,
    problems,
    async show(state, theme = 'dark') {
      await page.goto('about:blank');
      await page.goto(`${url}gallery.html#${state}/${theme}`);
      await page.locator('.stop').waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    },
    asked: async () =>
      (await page.evaluate(() => document.documentElement.dataset.asked ?? ''))
        .split(';')
        .filter((entry) => entry !== ''),
    [Symbol.asyncDispose]: () => context.close(),
  };
}
