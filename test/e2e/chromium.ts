/** The system's own Chromium, headless, for pictures and end-to-end tests. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Null when this machine has none. */
export function findChromium(): string | null {
  return places.find((path) => existsSync(path)) ?? null;
}

export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`no Chromium in ${places.join(', ')}`);
  const args = ['--disable-background-networking', '--force-color-profile=srgb'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return await chromium.launch({ executablePath, args });
}
