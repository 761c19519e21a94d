/** One browser for the tests of a file, on a freshly built window; closed after them. Where there is no Chromium, none. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { findPart } from '../lib/needs.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';

export interface BrowserOfFile {
  readonly browser: Browser;
  /** A picture of the page under `test-results/<folder>/`, for people. */
  snap(page: Page, name: string): Promise<unknown>;
}

export function browserOfFile(folder: string, readyMs: number): BrowserOfFile {
  const pictures = join(appDir, 'test-results', folder);
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (findPart('chromium') === null) return;
    await freshWindow();
    mkdirSync(pictures, { recursive: true });
    browser = await openChromium();
  }, readyMs);
  afterAll(async () => {
    await browser?.close();
  });
  return {
    get browser() {
      return must(browser);
    },
    snap: (page, name) => page.screenshot({ path: join(pictures, `${name}.png`) }),
  };
}
