/**
 * The built window, built again when its sources are newer: so that one test file can be run by itself.
 * NIGHTBENCH_WINDOW names one that is built already and to be taken as it is.
 */
import { resolve } from 'node:path';
import { realClock } from '../../main/base/lib/clock.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';

/** Folder of the built window. */
export async function freshWindow(): Promise<string> {
  const given = process.env.NIGHTBENCH_WINDOW;
  if (given !== undefined && given !== '') return resolve(given);
  const appDir = resolve(import.meta.dirname, '../..');
  const never = new AbortController();
  await buildWindow(appDir, realClock, () => undefined, never.signal);
  return resolve(appDir, 'dist/window');
}
