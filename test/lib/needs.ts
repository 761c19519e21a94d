/**
 * Tests that need a part of the system (a browser, ffmpeg, bubblewrap, a display). Where it is missing the test is
 * skipped and its name says so; nothing else in the house skips a test. Knows no product code.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

/** A part, and the programs of which any one will do. */
const programs = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  ffmpeg: ['ffmpeg'],
  bubblewrap: ['bwrap'],
  git: ['git'],
  xvfb: ['Xvfb'],
} as const;
export type SystemPart = keyof typeof programs;

/** The full path of the first program that gives the part, or null. */
export function findPart(part: SystemPart): string | null {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  for (const program of programs[part]) {
    for (const folder of folders) {
      const path = join(folder, program);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder: the next one.
      }
    }
  }
  return null;
}

/** bubblewrap may be installed and yet not be allowed to make namespaces (in some containers). */
function works(part: SystemPart): boolean {
  const path = findPart(part);
  if (path === null || part !== 'bubblewrap') return path !== null;
  const tried = spawnSync(path, ['--ro-bind', '/', '/', 'true'], { stdio: 'ignore' });
  return tried.status === 0;
}

type Named = (name: string, run: () => void | Promise<void>, timeoutMs?: number) => void;

/** Like vitest's `it` where `holds`; else the test is skipped and its name ends in `otherwise`. */
export function itWhere(holds: boolean, otherwise: string): Named {
  return (name, run, timeoutMs) => {
    if (holds) it(name, run, timeoutMs);
    else it.skip(`${name} (${otherwise})`, run);
  };
}

/** The same for a `describe`. */
export function describeWhere(holds: boolean, otherwise: string): Named {
  return (name, run) => {
    if (holds) describe(name, run);
    else describe.skip(`${name} (${otherwise})`, run);
  };
}

const lacking = (parts: readonly SystemPart[]): string =>
  parts.filter((part) => !works(part)).join(' and ');

/** Like vitest's `it`, for tests that need `parts`. */
export function itNeeds(parts: readonly SystemPart[]): Named {
  const missing = lacking(parts);
  return itWhere(missing === '', `needs ${missing}, not usable on this machine`);
}

/** The same for a `describe`. */
export function describeNeeds(parts: readonly SystemPart[]): Named {
  const missing = lacking(parts);
  return describeWhere(missing === '', `needs ${missing}, not usable on this machine`);
}
