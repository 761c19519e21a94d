/** Page object of the real window, entered through a core's link. Knows what a person sees, not how it is made. */
import type { Browser, Locator, Page } from 'playwright-core';
import { isDriverChatter } from './driverChatter.ts';

export interface WindowPage extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and uncaught exceptions so far. */
  readonly problems: readonly string[];
  readonly robot: Locator;
  readonly stop: Locator;
  camera(role: string): Locator;
  /** Red, green and blue of the middle of a camera's picture. */
  middleOf(role: string): Promise<readonly number[]>;
  /** Waits until the robot's state is the word. */
  robotIs(word: string): Promise<void>;
}

export async function openWindowPage(browser: Browser, link: string): Promise<WindowPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (!/error|warning/.test(message.type()) || isDriverChatter(message.text())) return;
    problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(link);
  const camera = (role: string): Locator => page.locator(`canvas[aria-label="${role} camera"]`);
  return {
    page,
    problems,
    robot: page.locator('.robot-sign'),
    stop: page.getByRole('button', { name: 'Stop the robot' }),
    camera,
    middleOf: async (role) =>
      await page.evaluate<number[]>(`(() => {
        const canvas = document.querySelector('canvas[aria-label="${role} camera"]');
        const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        pen.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
      })()`),
    robotIs: (word) => page.locator('.robot-sign', { hasText: word }).waitFor(),
    [Symbol.asyncDispose]: () => context.close(),
  };
}
