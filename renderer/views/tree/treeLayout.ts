/**
 * Where each idea of a tree stands: its moment on the wall clock and a lane. Lane 0 is the trunk, which goes from version 0
 * through what was kept and what is carried; every other branch gets the nearest lane that is free, and leaves it when it
 * ends. Pure: the same nodes give the same lanes. Sizes in milliseconds, so that zooming moves no idea to another lane.
 */
import type { CampaignTree, IdeaNode } from '../../../main/base/model/campaign.ts';

export interface PlacedNode {
  readonly node: IdeaNode;
  readonly atMs: number;
  readonly lane: number;
  /** Places in `TreeLayout.nodes`. */
  readonly parent: number | null;
  readonly children: readonly number[];
  /** The child that goes on in its lane. */
  readonly heir: number | null;
  /** When its line leaves the lane of its parent. */
  readonly leaveMs: number;
}

export interface TreeLayout {
  /** By time. */
  readonly nodes: readonly PlacedNode[];
  readonly placeOf: ReadonlyMap<string, number>;
  /** From the first moment to the newest, ideas and curve. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Two branches keep this distance in a lane, two ideas of one branch half of it. */
  readonly gapMs: number;
  readonly topLane: number;
  readonly bottomLane: number;
}

const ranks: Readonly<Record<IdeaNode['standing'], number>> = {
  'version-0': 0,
  discarded: 0,
  inconclusive: 1,
  waiting: 2,
  screening: 2,
  carried: 3,
  kept: 4,
};
const winningRank = 5;
/** Nothing less goes on in the trunk. */
const trunkRank = ranks.carried;

/** A whole night has room for so many ideas side by side in one lane; many ideas stand closer. */
const mostPerLane = 40;
const lanesOfMany = 8;
/** An idea that is built on one so much older begins a branch of its own. */
const farGaps = 12;

interface Draft {
  readonly node: IdeaNode;
  readonly atMs: number;
  readonly parent: number | null;
  readonly children: number[];
  heir: number | null;
  leaveMs: number;
  lane: number;
}

/** By time, parents before their children; what a tree does not say of a parent is the root of a tree of its own. */
function drafts(nodes: readonly IdeaNode[]): { list: Draft[]; placeOf: Map<string, number> } {
  const timed = nodes.map((node) => ({ node, atMs: Date.parse(node.wallTime) }));
  timed.sort((a, b) => a.atMs - b.atMs); // stable: at one moment in the order given
  const placeOf = new Map<string, number>();
  const list = timed.map(({ node, atMs }, place): Draft => {
    const parent = node.parentHash === null ? null : (placeOf.get(node.parentHash) ?? null);
    placeOf.set(node.policyHash, place);
    return { node, atMs, parent, children: [], heir: null, leaveMs: atMs, lane: 0 };
  });
  for (const [place, { parent }] of list.entries())
    if (parent !== null) list[parent]?.children.push(place);
  return { list, placeOf };
}

/** The best that came of each, itself included. */
function promises(list: readonly Draft[]): readonly number[] {
  const best = list.map(({ node }) => (node.isWinning ? winningRank : ranks[node.standing]));
  for (let place = list.length - 1; place >= 0; place--) {
    const parent = list[place]?.parent ?? null;
    if (parent !== null) best[parent] = Math.max(best[parent] ?? 0, best[place] ?? 0);
  }
  return best;
}

/** Which child goes on in the lane of each: the best of those that have room, the first of equals. Root first. */
function chooseHeirs(list: readonly Draft[], gapMs: number): ReadonlySet<number> {
  const best = promises(list);
  const trunk = new Set<number>(list.length === 0 ? [] : [0]);
  for (const [place, draft] of list.entries()) {
    const inTrunk = trunk.has(place);
    for (const child of draft.children) {
      const apartMs = (list[child]?.atMs ?? 0) - draft.atMs;
      const promise = best[child] ?? 0;
      if (apartMs < gapMs / 2 || (inTrunk ? promise < trunkRank : apartMs > farGaps * gapMs))
        continue;
      if (draft.heir === null || promise > (best[draft.heir] ?? 0)) draft.heir = child;
    }
    if (inTrunk && draft.heir !== null) trunk.add(draft.heir);
  }
  return trunk;
}

/** As late as its parent's lane is its parent's alone. */
function leave(list: readonly Draft[], draft: Draft, gapMs: number, inTrunk: boolean): number {
  const parent = draft.parent === null ? undefined : list[draft.parent];
  if (parent === undefined) return draft.atMs;
  const next = parent.heir === null ? undefined : list[parent.heir];
  const own = next === undefined ? (inTrunk ? draft.atMs : parent.atMs) : next.atMs - gapMs / 2;
  return Math.max(parent.atMs, Math.min(draft.atMs - 0.9 * gapMs, own));
}

/** The free lane that is nearest to `near`; of two the upper. The trunk's is never free. */
function freeLane(freeFrom: ReadonlyMap<number, number>, near: number, fromMs: number): number {
  for (let off = 0; ; off++)
    for (const lane of off === 0 ? [near] : [near - off, near + off])
      if (lane !== 0 && (freeFrom.get(lane) ?? Number.NEGATIVE_INFINITY) <= fromMs) return lane;
}

/** Branches in the order in which they begin. */
function giveLanes(list: readonly Draft[], trunk: ReadonlySet<number>, gapMs: number): void {
  const begins = list.flatMap((draft, place) => {
    const parent = draft.parent === null ? undefined : list[draft.parent];
    return trunk.has(place) || parent?.heir === place ? [] : [place];
  });
  const freeFrom = new Map<number, number>();
  for (const place of begins) {
    const first = list[place];
    if (first === undefined) continue;
    const near = first.parent === null ? 1 : (list[first.parent]?.lane ?? 0);
    const lane = freeLane(freeFrom, near, first.atMs - gapMs);
    let last = first;
    for (let at: Draft | undefined = first; at !== undefined; ) {
      at.lane = lane;
      last = at;
      at = at.heir === null ? undefined : list[at.heir];
    }
    freeFrom.set(lane, last.atMs);
  }
}

export function layOutTree({ nodes, curve }: Pick<CampaignTree, 'nodes' | 'curve'>): TreeLayout {
  const { list, placeOf } = drafts(nodes);
  const told = [curve.at(0), curve.at(-1)].flatMap((point) =>
    point === undefined ? [] : [Date.parse(point.wallTime)],
  );
  const ends = [...list.slice(0, 1), ...list.slice(-1)].map(({ atMs }) => atMs).concat(told);
  const firstMs = ends.length === 0 ? 0 : Math.min(...ends);
  const lastMs = ends.length === 0 ? 0 : Math.max(...ends);
  const spanMs = Math.max(1, lastMs - firstMs);
  const gapMs = spanMs * Math.min(1 / mostPerLane, lanesOfMany / Math.max(1, list.length));
  const trunk = chooseHeirs(list, gapMs);
  giveLanes(list, trunk, gapMs);
  let [topLane, bottomLane] = [0, 0];
  for (const draft of list) {
    const inTrunk = draft.parent !== null && trunk.has(draft.parent);
    draft.leaveMs = leave(list, draft, gapMs, inTrunk);
    topLane = Math.min(topLane, draft.lane);
    bottomLane = Math.max(bottomLane, draft.lane);
  }
  return { nodes: list, placeOf, firstMs, lastMs, gapMs, topLane, bottomLane };
}
