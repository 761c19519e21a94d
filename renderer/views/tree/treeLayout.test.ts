/** Lanes of ideas: the same nodes give the same ones, nobody stands on another, and what won stays in the trunk. */
import { describe, expect, it } from 'vitest';
import { galleryTree, galleryWideTree, manyIdeas } from '../../gallery/galleryTree.ts';
import { layOutTree, type TreeLayout } from './treeLayout.ts';

const laneOf = ({ nodes, placeOf }: TreeLayout, hash: string): number | undefined =>
  nodes[placeOf.get(hash) ?? -1]?.lane;

const ideaLane = (layout: TreeLayout, idea: string): number | undefined =>
  layout.nodes.find(({ node }) => node.ideaId === idea)?.lane;

/** Smallest distance of two ideas in one lane, as a share of the gap. */
function closest({ nodes, gapMs }: TreeLayout): number {
  const last = new Map<number, number>();
  let least = Number.POSITIVE_INFINITY;
  for (const { lane, atMs } of nodes) {
    least = Math.min(least, (atMs - (last.get(lane) ?? Number.NEGATIVE_INFINITY)) / gapMs);
    last.set(lane, atMs);
  }
  return least;
}

const trees = [galleryTree, galleryWideTree, manyIdeas(10), manyIdeas(300), manyIdeas(3_000)];

describe('lanes of ideas', () => {
  it('are the same for the same nodes, in whatever order they come', () => {
    for (const tree of trees) {
      const layout = layOutTree(tree);
      expect(layOutTree(structuredClone(tree))).toEqual(layout);
      const turned = layOutTree({ ...tree, nodes: tree.nodes.toReversed() });
      for (const { node, lane } of layout.nodes) expect(laneOf(turned, node.policyHash)).toBe(lane);
    }
  });

  it('have no two ideas on one another', () => {
    for (const tree of trees) expect(closest(layOutTree(tree))).toBeGreaterThanOrEqual(0.5 - 1e-9);
  });

  it('have what won and what is carried in the trunk, and nothing else', () => {
    for (const tree of [galleryTree, galleryWideTree])
      for (const { node, lane } of layOutTree(tree).nodes) {
        const inTrunk = ['version-0', 'kept', 'carried'].includes(node.standing);
        expect(lane === 0).toBe(inTrunk);
      }
  });

  it('are used again once they are free', () => {
    const layout = layOutTree(galleryTree);
    expect(ideaLane(layout, 'idea-0007')).toBe(ideaLane(layout, 'idea-0001'));
    const { topLane, bottomLane, nodes } = layOutTree(manyIdeas(3_000));
    expect(nodes).toHaveLength(3_001);
    expect(bottomLane - topLane).toBeLessThan(30);
  });

  it('are left between an idea and the next one in its lane', () => {
    for (const tree of trees) {
      const { nodes } = layOutTree(tree);
      for (const { parent, leaveMs, atMs } of nodes) {
        const from = parent === null ? undefined : nodes[parent];
        if (from === undefined) continue;
        expect(leaveMs).toBeGreaterThanOrEqual(from.atMs);
        expect(leaveMs).toBeLessThanOrEqual(atMs);
        const next = from.heir === null ? undefined : nodes[from.heir];
        if (next !== undefined) expect(leaveMs).toBeLessThan(next.atMs);
      }
    }
  });

  it('need no idea at all, and take an idea whose parent is not told', () => {
    expect(layOutTree({ nodes: [], curve: [] })).toMatchObject({
      nodes: [],
      firstMs: 0,
      lastMs: 0,
    });
    const [root, one] = galleryTree.nodes;
    const nodes = [root, one && { ...one, parentHash: 'f'.repeat(64) }].filter((n) => n != null);
    const layout = layOutTree({ nodes, curve: [] });
    expect(layout.nodes.map(({ parent }) => parent)).toEqual([null, null]);
    expect(layout.nodes[1]?.lane).not.toBe(0);
  });
});
