/** Moving over a tree: what is seen stays in bounds, zooming keeps its moment, arrows and pointer find their idea. */
import { describe, expect, it } from 'vitest';
import { galleryTree, galleryWideTree, manyIdeas } from '../../gallery/galleryTree.ts';
import { layOutTree } from './treeLayout.ts';
import {
  fitView,
  frameOf,
  panned,
  placeAt,
  seen,
  shown,
  stepFrom,
  timeTicks,
  zoomed,
} from './treeView.ts';

const size = { width: 1_100, height: 160, textPx: 11 };
const layout = layOutTree(galleryWideTree);
const fit = frameOf(layout, fitView(layout, size), size);
const nodeAt = (place: number | null) => (place === null ? null : layout.nodes[place]?.node);
const placeOf = (idea: string): number =>
  layout.nodes.findIndex(({ node }) => node.ideaId === idea);

describe('what is seen of a tree', () => {
  it('is all of it at first, clear of the edges', () => {
    for (const { atMs, lane } of layout.nodes) {
      expect(fit.xOf(atMs)).toBeGreaterThan(fit.left);
      expect(fit.xOf(atMs)).toBeLessThan(fit.right - 100);
      expect(fit.yOfLane(lane)).toBeGreaterThanOrEqual(fit.lanesTop);
      expect(fit.yOfLane(lane)).toBeLessThanOrEqual(fit.lanesBottom);
    }
    expect(seen(layout, fit, 0)).toEqual({ from: 0, to: layout.nodes.length });
  });

  it('zooms around the pointer and no further out than all of it', () => {
    const x = fit.left + 0.7 * (fit.right - fit.left);
    const moment = fit.view.fromMs + (x - fit.left) / fit.pxPerMs;
    const near = frameOf(layout, zoomed(layout, fit, 4, x), size);
    expect(near.xOf(moment)).toBeCloseTo(x, 6);
    const { from, to } = seen(layout, near, 0);
    expect(to - from).toBeLessThan(layout.nodes.length);
    expect(zoomed(layout, near, 1 / 1_000, x)).toEqual(fit.view);
    const nearest = zoomed(layout, near, 1e9, x);
    expect(nearest.toMs - nearest.fromMs).toBeCloseTo(60_000, 0);
  });

  it('is moved no further than to its ends, sideways and between lanes', () => {
    const near = frameOf(layout, zoomed(layout, fit, 4, 500), size);
    expect(panned(layout, near, 1e9, 0).fromMs).toBe(fit.view.fromMs);
    expect(panned(layout, near, -1e9, 0).toMs).toBeCloseTo(fit.view.toMs, 3);
    const many = layOutTree(manyIdeas(3_000));
    const all = frameOf(many, fitView(many, size), size);
    const close = frameOf(many, zoomed(many, all, 40, 500), size);
    expect(close.overflowPx).toBeGreaterThan(0);
    const top = frameOf(many, panned(many, close, 0, 1e9), size);
    expect(top.yOfLane(many.topLane)).toBeCloseTo(top.lanesTop + top.pitch / 2, 6);
    const bottom = frameOf(many, panned(many, close, 0, -1e9), size);
    expect(bottom.yOfLane(many.bottomLane)).toBeCloseTo(bottom.lanesBottom - bottom.pitch / 2, 6);
  });

  it('comes to the idea on which the keyboard stands', () => {
    const place = placeOf('idea-0002');
    const away = frameOf(
      layout,
      panned(layout, frameOf(layout, zoomed(layout, fit, 6, 900), size), 0, 0),
      size,
    );
    const atMs = layout.nodes[place]?.atMs ?? 0;
    expect(away.xOf(atMs)).toBeLessThan(away.left);
    const there = frameOf(layout, shown(layout, away, place), size);
    expect(there.xOf(atMs)).toBeGreaterThan(there.left);
    expect(shown(layout, there, place)).toEqual(there.view);
  });
});

describe('an idea', () => {
  it('is found under the pointer, and nothing where none is near', () => {
    for (const [place, { atMs, lane }] of layout.nodes.entries())
      expect(placeAt(layout, fit, fit.xOf(atMs) + 1, fit.yOfLane(lane) - 1)).toBe(place);
    expect(placeAt(layout, fit, fit.right, fit.lanesTop)).toBeNull();
  });

  it('leads to its parent, its heir, and the next in time', () => {
    const six = placeOf('idea-0006');
    expect(nodeAt(stepFrom(layout, six, 'parent'))?.ideaId).toBe('idea-0002');
    expect(nodeAt(stepFrom(layout, six, 'child'))?.ideaId).toBe('idea-0009');
    expect(nodeAt(stepFrom(layout, six, 'later'))?.ideaId).toBe('idea-0007');
    expect(nodeAt(stepFrom(layout, six, 'earlier'))?.ideaId).toBe('idea-0005');
    expect(stepFrom(layout, 0, 'parent')).toBe(0);
    expect(stepFrom(layout, null, 'child')).toBe(layout.nodes.length - 1);
    expect(stepFrom(layOutTree({ nodes: [], curve: [] }), null, 'later')).toBeNull();
  });
});

describe('the times below', () => {
  it('are round and stand apart at every zoom', () => {
    const usual = layOutTree(galleryTree);
    for (const factor of [1, 3, 10, 100, 1_000]) {
      const all = frameOf(usual, fitView(usual, size), size);
      const ticks = timeTicks(frameOf(usual, zoomed(usual, all, factor, 600), size));
      expect(ticks.length).toBeGreaterThan(2);
      for (const [index, { x, words }] of ticks.entries()) {
        expect(words).toMatch(/^(\d\d-\d\d )?\d\d:\d\d(:\d0)?$/);
        if (index > 0) expect(x - (ticks[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(76 - 1e-6);
      }
    }
  });
});
