/** The window that a figure looks at: a display of its own, the probe in its page, and a blank page as its yardstick. */
import type { Page } from 'playwright-core';
import { must } from '../../main/base/lib/assert.ts';
import { openAppWindow } from './appWindow.ts';
import { openDisplay } from './display.ts';
import type { PerfPorts } from './figure.ts';
import { installProbe, notesDuring, type PageNotes } from './pageProbe.ts';

export interface ProbedWindow extends AsyncDisposable {
  readonly page: Page;
  /** What the probe noted on a blank page, for `blankMs`. */
  readonly blank: PageNotes;
}

export async function openProbedWindow(ports: PerfPorts, blankMs: number): Promise<ProbedWindow> {
  const { clock, programs } = ports;
  await using opening = new AsyncDisposableStack();
  const display = opening.use(await openDisplay(must(programs.xvfb), clock));
  const { page } = opening.use(await openAppWindow(ports, { display, url: 'about:blank' }));
  await installProbe(page);
  await page.goto('about:blank');
  const blank = await notesDuring(page, () => clock.sleep(blankMs));
  const open = opening.move();
  return { page, blank, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
