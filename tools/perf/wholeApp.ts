/**
 * What the whole app takes of the machine in real time while it tries Push-T: first without a window, then with the
 * real one on its bench screen. All processes count, Chromium's too; the screen (Xvfb) is the machine's and is apart.
 */
import { must } from '../../main/base/lib/assert.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import { type AppWindow, openAppWindow } from './appWindow.ts';
import { withBareLoop } from './bareLoop.ts';
import { openDisplay } from './display.ts';
import type { Figure, PerfPorts } from './figure.ts';
import { observeCores, processTree, readCommand, treeSeconds } from './processCpu.ts';
import { runPushT } from './runPushT.ts';
import { startApp } from './startedApp.ts';

const settleMs = 5000;
const aloneMs = 20_000;
const togetherMs = 30_000;
const cameras = 2;

interface Cores {
  readonly alone: readonly number[];
  readonly whole: readonly number[];
  readonly bench: readonly number[];
  readonly window: readonly number[];
  readonly compositor: readonly number[];
  readonly screen: readonly number[];
}

/** The 3-D view is a person's choice; the budget is for the window without it. */
async function turnOff3d({ page }: AppWindow): Promise<void> {
  const button = page.getByRole('button', { name: '3-D view' });
  if ((await button.getAttribute('aria-pressed')) === 'true') await button.click();
}

/** A window that shows nothing would be cheap. */
async function mustShowPictures({ page }: AppWindow): Promise<void> {
  const painted = await page.evaluate<number>(`(() => {
    const shown = [...document.querySelectorAll('canvas[aria-label$=" camera"]')];
    return shown.filter((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, i) => i % 4 !== 3 && value > 40);
    }).length;
  })()`);
  if (painted !== cameras) throw new Error(`the window shows ${painted} cameras`);
}

async function observe(ports: PerfPorts): Promise<Cores> {
  const { clock, programs } = ports;
  await using display = await openDisplay(must(programs.xvfb), clock);
  await using app = await startApp(ports, 'app', { idle: true });
  const run = await runPushT(app.client);
  await clock.sleep(settleMs);
  const benchSeconds = (): number => treeSeconds([app.pid]);
  const [alone = []] = await observeCores(clock, aloneMs, [benchSeconds]);
  await using window = await openAppWindow(ports, { display, url: app.url });
  await window.page.locator('canvas[aria-label$=" camera"]').first().waitFor();
  await turnOff3d(window);
  await clock.sleep(settleMs);
  const gpu = processTree(window.pid).find(({ pid }) => readCommand(pid).includes('gpu-process'));
  const [bench = [], inWindow = [], compositor = [], screen = []] = await observeCores(
    clock,
    togetherMs,
    [
      benchSeconds,
      () => treeSeconds([window.pid]),
      () => treeSeconds(gpu === undefined ? [] : [gpu.pid]),
      () => treeSeconds([display.pid]),
    ],
  );
  run.mustGoOn();
  await mustShowPictures(window);
  const whole = bench.map((cores, second) => cores + must(inWindow[second]));
  return { alone, whole, bench, window: inWindow, compositor, screen };
}

export const wholeApp: Figure = {
  name: 'app',
  what:
    'Cores in use while Push-T is tried in real time, two 320×240 cameras, judged and recorded: all processes with ' +
    'the window open on the bench screen without its 3-D view (1440×900, no graphics card); of them the core and its ' +
    'children, the window, and the part of the window that is its compositor (software GL); the screen server apart; ' +
    'and the core and its children when no window is open. One second.',
  lines: ['', '-bench', '-window', '-compositor', '-screen', '-no-window'].map(
    (part) => `app-cpu${part}`,
  ),
  needs: ['chromium', 'xvfb', 'ffmpeg'],
  measure: async (ports) => {
    const { root, clock } = ports;
    await buildWindow(root, clock, () => undefined, new AbortController().signal);
    const { result, baseline } = await withBareLoop(root, () => observe(ports));
    const line = (name: string, values: readonly number[]) => {
      return { name, unit: 'cores', values, baseline };
    };
    return [
      line('app-cpu', result.whole),
      line('app-cpu-bench', result.bench),
      line('app-cpu-window', result.window),
      line('app-cpu-compositor', result.compositor),
      line('app-cpu-screen', result.screen),
      line('app-cpu-no-window', result.alone),
    ];
  },
};
