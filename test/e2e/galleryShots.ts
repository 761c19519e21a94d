/**
 * The kept pictures of the gallery (test/e2e/shots/<state>-<theme>.png): taking one that has settled, reading, keeping
 * and comparing them. What differs is left under dist/shots for a person to look at.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { namedStates, type StateName } from '../../renderer/gallery/namedStates.ts';
import { type Box, compareShots, packShot } from './compareShots.ts';
import type { GalleryPage, Size } from './galleryPage.ts';

export type ShotTheme = 'dark' | 'light';
export const shotThemes: readonly ShotTheme[] = ['dark', 'light'];
export const stateNames = Object.keys(namedStates) as readonly StateName[];

const shotsDir = resolve(import.meta.dirname, 'shots');
const differDir = resolve(import.meta.dirname, '../../dist/shots');

export const shotSize: Size = [1280, 800];

/** Also kept at a large size, in the dark: the states in which a large screen looks most different. */
export const largeSize: Size = [2560, 1440];
export const largeStates: readonly StateName[] = ['bench-running', 'trials-detail'];

export const shotName = (state: StateName, theme: ShotTheme, [width]: Size): string =>
  `${state}-${theme}${width === shotSize[0] ? '' : `-${width}`}`;

const pathOf = (name: string): string => resolve(shotsDir, `${name}.png`);

/** Every picture that should be kept. */
export function wantedShots(): readonly string[] {
  return [
    ...stateNames.flatMap((state) => shotThemes.map((theme) => shotName(state, theme, shotSize))),
    ...largeStates.map((state) => shotName(state, 'dark', largeSize)),
  ];
}

export function keptShots(): readonly string[] {
  return readdirSync(shotsDir)
    .filter((file) => file.endsWith('.png'))
    .map((file) => file.slice(0, -'.png'.length));
}

async function take(gallery: GalleryPage): Promise<Buffer> {
  return await gallery.page.screenshot({ animations: 'disabled', caret: 'hide' });
}

/**
 * What the graphics card draws (`data-shot="loose"`) and the browser's own controls of a film are compared loosely, but not
 * a dialog that lies over them.
 */
async function looseParts(gallery: GalleryPage): Promise<readonly Box[]> {
  return await gallery.page.evaluate<Box[]>(`document.querySelector('[role="dialog"]') !== null ? []
    : [...document.querySelectorAll('[data-shot="loose"], video[controls]')]
    .map((element) => element.getBoundingClientRect())
    .map(({ x, y, width, height }) => ({ x, y, width, height }))`);
}

/** Looks again so often before it calls a late picture a different one. */
const looks = 4;

/** In words what is wrong with the state's picture; null when it is as it was kept. */
export async function shotProblem(gallery: GalleryPage, name: string): Promise<string | null> {
  const again = `Look at it, then: node tools/gallery.ts --accept ${name}`;
  if (!existsSync(pathOf(name))) return `${name}: no picture is kept. ${again}`;
  const kept = readFileSync(pathOf(name));
  const loose = await looseParts(gallery);
  for (let look = 1; ; look++) {
    const taken = await take(gallery);
    const difference = await compareShots(taken, kept, { loose });
    if (difference.same) return null;
    if (look < looks) {
      await gallery.settle();
      continue;
    }
    mkdirSync(differDir, { recursive: true });
    writeFileSync(resolve(differDir, `${name}-differs.png`), await difference.picture());
    writeFileSync(resolve(differDir, `${name}-now.png`), taken);
    const { pixels, worst } = difference;
    const where = `${worst.pixels} of them near x ${worst.xPx}, y ${worst.yPx}`;
    return `${name}: ${pixels} pixels differ, ${where}; see dist/shots/${name}-differs.png. ${again}`;
  }
}

/** Keeps the picture as it is now; false when it was as good as kept already. A view that failed is never kept. */
export async function acceptShot(gallery: GalleryPage, name: string): Promise<boolean> {
  if ((await gallery.page.locator('.broken').count()) > 0)
    throw new Error(`${name}: the view could not be shown. Was the window built anew meanwhile?`);
  let taken = await take(gallery);
  for (let look = 1; look < looks; look++) {
    await gallery.settle();
    const next = await take(gallery);
    if (next.equals(taken)) break;
    taken = next;
  }
  if (existsSync(pathOf(name))) {
    const loose = await looseParts(gallery);
    if ((await compareShots(taken, readFileSync(pathOf(name)), { loose })).same) return false;
  }
  mkdirSync(shotsDir, { recursive: true });
  writeFileSync(pathOf(name), await packShot(taken));
  return true;
}

/** Removes pictures of states that are no more; their names. */
export function dropStrayShots(): readonly string[] {
  const wanted = wantedShots();
  const stray = keptShots().filter((name) => !wanted.includes(name));
  for (const name of stray) rmSync(pathOf(name));
  return stray;
}
