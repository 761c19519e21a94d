/** Page object of setting up a task: the rail, the bench check, the list of tasks and their form, as a person sees them. */
import type { Locator, Page } from 'playwright-core';

export type StepWord = 'Bench check' | 'Task' | 'Demos' | 'Labels';

export interface SetUpPage {
  /** A step of the rail; its name says its state. */
  step(word: StepWord): Locator;
  /** Goes there by its key, Alt and its number. */
  goTo(word: StepWord): Promise<void>;
  readonly checks: Locator;
  /** A line of the check, whose name begins with what it came to. */
  checkLine(words: string | RegExp): Locator;
  readonly dialog: Locator;
  readonly form: Locator;
  readonly primary: Locator;
  field(label: string): Locator;
  task(name: string): Locator;
}

const order: readonly StepWord[] = ['Bench check', 'Task', 'Demos', 'Labels'];

export function setUpPage(page: Page): SetUpPage {
  const rail = page.getByRole('navigation', { name: 'Steps and rooms' });
  const checks = page.getByRole('region', { name: 'Checks' });
  const form = page.locator('.task-form');
  return {
    step: (word) => rail.getByRole('button', { name: ` ${word}: ` }),
    goTo: async (word) => {
      await page.keyboard.press(`Alt+${order.indexOf(word) + 1}`);
      const title = word === 'Demos' || word === 'Labels' ? new RegExp(word) : word;
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
    },
    checks,
    checkLine: (words) => checks.locator('.check-row').filter({ hasText: words }),
    dialog: page.getByRole('dialog'),
    form,
    primary: page.locator('.view .button.primary'),
    field: (label) => form.getByLabel(label, { exact: true }),
    task: (name) => page.getByRole('region', { name: 'Tasks' }).getByRole('button', { name }),
  };
}
