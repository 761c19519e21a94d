/**
 * Ten thousand ideas in the window: how long their lanes take, and each picture while a person goes through the night and
 * comes closer. No core: the gallery's night of ten thousand made-up ideas, in the real panel.
 */
import type { Page } from 'playwright-core';
import { summarise } from '../../main/base/lib/stats.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import { createCampaignFold } from '../../main/evolution/campaign/foldCampaign.ts';
import { ideaTree as treeOf } from '../../main/evolution/campaign/ideaTree.ts';
import { manyIdeas } from '../../renderer/gallery/galleryTree.ts';
import { layOutTree } from '../../renderer/views/tree/treeLayout.ts';
import { openChromium } from '../../test/e2e/chromium.ts';
import { campaignEntries, madeUp } from '../../test/lib/campaignEntries.ts';
import { builtWindow, serveWindow } from '../windowServer.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { painted } from './pageMoments.ts';
import { installProbe, notesDuring } from './pageProbe.ts';

const ideas = 10_000;
const layouts = 60;
const folds = 5;
const blankMs = 4000;
const frames = 360;

/** Notes how long each picture of the tree took to draw, from before the page's own scripts. */
const drawProbe = `(() => {
  window.perfDrawMs = [];
  let drawn = false;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    if (this.canvas.className === 'tree-canvas') drawn = true;
    return clear.apply(this, args);
  };
  const next = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (run) => next((now) => {
    drawn = false;
    const fromMs = performance.now();
    run(now);
    if (drawn) window.perfDrawMs.push(performance.now() - fromMs);
  });
})();`;

/** One turn of the wheel before each picture: \`turn(frame)\` says which. */
const wheelThrough = (turn: string): string => `new Promise((resolve) => {
  const canvas = document.querySelector('.tree-canvas');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const turn = ${turn};
  let frame = 0;
  window.perfDrawMs.length = 0;
  const step = () => {
    if (frame === ${frames}) return resolve(window.perfDrawMs.slice());
    canvas.dispatchEvent(new WheelEvent('wheel', {
      bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + height / 3,
      ...turn(frame++),
    }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

/** Through the whole night and back, at four times as close as all of it. */
const panTurn = `(frame) => ({ deltaX: frame < ${frames / 2} ? 24 : -24 })`;
/** From all of it to a minute and back. */
const zoomTurn = `(frame) => ({ ctrlKey: true, deltaY: frame < ${frames / 2} ? -14 : 14 })`;

interface Moved {
  readonly drawMs: readonly number[];
  readonly frameMs: readonly number[];
}

async function moved(page: Page, turn: string): Promise<Moved> {
  let drawMs: readonly number[] = [];
  const { frameMs } = await notesDuring(page, async () => {
    drawMs = await page.evaluate<readonly number[]>(wheelThrough(turn));
  });
  if (drawMs.length < 0.8 * frames)
    throw new Error(`the tree was drawn ${drawMs.length} times in ${frames} turns`);
  return { drawMs, frameMs };
}

function layoutTimes({ clock }: PerfPorts): readonly number[] {
  const tree = manyIdeas(ideas);
  return Array.from({ length: layouts }, () => {
    const fromMs = clock.nowMs();
    layOutTree(tree);
    return clock.nowMs() - fromMs;
  });
}

interface Folded {
  readonly foldMs: readonly number[];
  readonly nodesMs: readonly number[];
}

/** A campaign of so many ideas from its entries, as a core that starts reads it, and the nodes of its tree. */
async function foldTimes({ clock }: PerfPorts): Promise<Folded> {
  const { entries } = campaignEntries(ideas);
  const [foldMs, nodesMs]: [number[], number[]] = [[], []];
  for (let i = 0; i < folds; i++) {
    const fold = createCampaignFold(madeUp.sealHash, madeUp);
    const fromMs = clock.nowMs();
    for (const entry of entries) fold.apply(entry);
    const foldedMs = clock.nowMs();
    treeOf(fold, madeUp.metric, () => undefined);
    foldMs.push(foldedMs - fromMs);
    nodesMs.push(clock.nowMs() - foldedMs);
    await clock.sleep(0);
  }
  return { foldMs, nodesMs };
}

async function observe(ports: PerfPorts): Promise<readonly Measurement[]> {
  const { root, clock } = ports;
  const layout = layoutTimes(ports);
  const { foldMs, nodesMs } = await foldTimes(ports);
  await buildWindow(root, clock, () => undefined, new AbortController().signal);
  await using server = await serveWindow(builtWindow);
  await using opened = new AsyncDisposableStack();
  const browser = await openChromium();
  opened.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await installProbe(page);
  await page.goto('about:blank');
  const blank = await notesDuring(page, () => clock.sleep(blankMs));
  await page.addInitScript({ content: drawProbe });
  await page.goto(`${server.url}gallery.html#tree-many/dark`);
  const there = `document.querySelector('.tree-canvas') !== null && window.perfDrawMs.length > 0`;
  await page.evaluate(painted(there, '0', { limitMs: 30_000, missing: 'no tree came' }));
  const zoom = await moved(page, zoomTurn);
  await page.evaluate(
    wheelThrough(`(frame) => ({ ctrlKey: true, deltaY: frame === 0 ? -416 : 0 })`),
  );
  const pan = await moved(page, panTurn);
  const baseline = summarise(blank.frameMs);
  return [
    { name: 'tree-fold', unit: 'ms', values: foldMs, baseline: null },
    { name: 'tree-nodes', unit: 'ms', values: nodesMs, baseline: null },
    { name: 'tree-layout', unit: 'ms', values: layout, baseline: null },
    { name: 'tree-draw-pan', unit: 'ms', values: pan.drawMs, baseline: null },
    { name: 'tree-draw-zoom', unit: 'ms', values: zoom.drawMs, baseline: null },
    { name: 'tree-frame-pan', unit: 'ms', values: pan.frameMs, baseline },
    { name: 'tree-frame-zoom', unit: 'ms', values: zoom.frameMs, baseline },
  ];
}

export const ideaTree: Figure = {
  name: 'tree',
  what:
    'A night of 10,000 ideas: its campaign rebuilt from its entries, and the nodes of its tree, in Node, five times; ' +
    'giving all of them their lanes, in Node; in the window (Chromium without a screen, 1440×900, no graphics card): ' +
    'drawing one picture of the tree, and one animation frame, while the wheel goes through the ' +
    'night and back at four times as close as all of it, and from all of it to a minute and back, in 360 steps each. ' +
    'Baseline: frame intervals of a blank page.',
  lines: ['fold', 'nodes', 'layout', 'draw-pan', 'draw-zoom', 'frame-pan', 'frame-zoom'].map(
    (part) => `tree-${part}`,
  ),
  needs: ['chromium'],
  measure: observe,
};
