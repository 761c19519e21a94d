/** Page object of teaching: the arm by keys and by the mouse, recordings, answers; as a person sees them. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';

/** For a machine with other things to do. */
export const patient = { timeout: 60_000 } as const;

export type Answer = 's' | 'f' | 'u';
const pressed = { s: 'Success', f: 'Failure', u: 'Unclear' } as const;

export function teachPage(page: Page) {
  const state = (words: string | RegExp): Promise<void> =>
    page.locator('.drive-state b', { hasText: words }).waitFor(patient);
  /** Where the tip is, as the window says it, in millimetres. */
  const tip = async (): Promise<readonly number[]> => {
    const words = (await page.locator('.drive-tip-words').textContent()) ?? '';
    return [...words.matchAll(/-?\d+/g)].map(([digits]) => Number(digits));
  };
  /** Holds the key until the tip has gone so far along an axis. */
  const moveBy = async (key: string, axis: number, mm: number): Promise<void> => {
    const from = must((await tip())[axis]);
    await page.keyboard.down(key);
    await expect
      .poll(async () => Math.abs(must((await tip())[axis]) - from), patient)
      .toBeGreaterThan(mm);
    await page.keyboard.up(key);
  };
  const record = async (): Promise<void> => {
    await page.keyboard.press('n');
    await state(/^Recording/);
  };
  const keep = async (answer: Answer): Promise<void> => {
    await page.keyboard.press(answer);
    await page.getByRole('button', { name: pressed[answer], pressed: true }).waitFor(patient);
    await page.keyboard.press('n');
    await state('Ready');
  };
  return {
    state,
    tip,
    moveBy,
    record,
    keep,
    /** In lockstep: bench time waits for the hand, so that a busy computer changes nothing. */
    async takeArm(): Promise<void> {
      await page.getByLabel('Lockstep').check(patient);
      await page.keyboard.press('t');
      await state('Ready');
      await page.getByLabel('Countdown').selectOption('0');
      // Off its cradle, where a wrist can be turned further.
      await moveBy('ArrowUp', 0, 60);
      await moveBy('PageUp', 2, 10);
    },
    async byKeys(answer: Answer): Promise<void> {
      await record();
      await moveBy('ArrowLeft', 1, 12);
      await moveBy('ArrowRight', 1, 12);
      await keep(answer);
    },
    async byMouse(answer: Answer): Promise<void> {
      const picture = must(
        await page.locator('.drive-surface[data-role="overhead"]').boundingBox(),
      );
      const [x, y] = [picture.x + picture.width / 2, picture.y + picture.height / 2];
      await record();
      const from = await tip();
      const moved = async (): Promise<boolean> =>
        (await tip()).some((mm, axis) => Math.abs(mm - must(from[axis])) > 8);
      // To the other side of the table than where it is: the picture's left is the robot's left.
      await page.mouse.move(x + (must(from[1]) > 0 ? 40 : -40), y);
      await page.mouse.down();
      await expect.poll(moved, patient).toBe(true);
      await page.mouse.move(x, y + 10, { steps: 5 });
      await page.mouse.up();
      await keep(answer);
    },
    cards: () => page.locator('.demo-card').count(),
    chooseMouse: () => page.getByText('Mouse', { exact: true }).click(),
    /** The clip that is shown, once its pictures are there. */
    async clipShown(): Promise<string> {
      await page.locator('.clip-camera canvas[data-frame]').first().waitFor(patient);
      return must(await page.locator('[data-clip]').first().getAttribute('data-clip'));
    },
  };
}
