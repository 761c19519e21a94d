/** The gallery for a test file: one server and one browser for the file, a fresh page for each test. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { serveWindow, type WindowServer } from '../../tools/windowServer.ts';
import { findPart } from '../lib/needs.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';
import { type GalleryPage, openGallery, type PageWishes, type Size } from './galleryPage.ts';

export interface GalleryUnderTest {
  /** The caller disposes it. */
  open(size?: Size, wishes?: PageWishes): Promise<GalleryPage>;
  readonly url: string;
}

/** To be called once, outside of any test; without Chromium nothing is opened, and nothing may be asked for. */
export function galleryUnderTest(): GalleryUnderTest {
  let browser: Browser | null = null;
  let server: WindowServer | null = null;
  beforeAll(async () => {
    if (findPart('chromium') === null) return;
    server = await serveWindow(await freshWindow());
    browser = await openChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });
  return {
    open: (size = [1280, 800], wishes = {}) =>
      openGallery(must(browser), must(server).url, size, wishes),
    get url() {
      return must(server).url;
    },
  };
}
