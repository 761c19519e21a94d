/** The system's own Chromium, headless, for pictures and end-to-end tests. */
import { type Browser, chromium } from 'playwright-core';
import { must } from '../../main/base/lib/assert.ts';
import { findPart } from '../lib/needs.ts';

/** The caller has made sure that there is one (`itNeeds(['chromium'])`). */
export async function openChromium(): Promise<Browser> {
  const executablePath = must(findPart('chromium'), 'this machine has no Chromium');
  const args = ['--disable-background-networking', '--force-color-profile=srgb'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return await chromium.launch({ executablePath, args });
}
