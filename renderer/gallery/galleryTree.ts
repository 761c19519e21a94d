/**
 * Made-up trees of ideas for the gallery: a night's ideas by hand, with trials and a curve from a seeded coin, and a
 * generator for as many ideas as one likes. Figures mean nothing.
 */
import { createRng } from '../../main/base/lib/rng.ts';
import { wilson } from '../../main/base/lib/stats.ts';
import type {
  CampaignTree,
  CurvePoint,
  IdeaDetail,
  IdeaNode,
  IdeaTrial,
} from '../../main/base/model/campaign.ts';
import type { Rate } from '../../main/base/model/judge.ts';
import { useWindow } from '../store/windowStore.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';

export const wideNight = 'night-0004';
export const manyNight = 'night-9999';

const begunMs = Date.parse('2026-01-14T05:36:00.000Z');
const at = (minutes: number): string => new Date(begunMs + minutes * 60_000).toISOString();

const rate = (k: number, n: number): Rate => {
  const { low, high } = wilson(k, n);
  return { k, n, lo: low, hi: high };
};

/** Version 0, the champion and the head of the gallery's campaigns have hashes that are known there. */
const known: Readonly<Record<number, string>> = {
  ...{ 0: '0'.repeat(64), 6: 'c'.repeat(64), 17: 'd'.repeat(64) },
};
const hashOf = (idea: number): string =>
  known[idea] ?? (0xa0_0000 + idea).toString(16).padEnd(64, '7');

type Spec = readonly [
  idea: number,
  minutes: number,
  parent: number,
  standing: IdeaNode['standing'],
  screen: readonly [k: number, n: number],
  hypothesis: string,
];

const specs: readonly Spec[] = [
  [1, 6, 0, 'discarded', [1, 5], 'approach twice as fast'],
  [2, 46, 0, 'kept', [6, 8], 'push closer to the corner of the bar'],
  [3, 52, 2, 'discarded', [2, 6], 'lift less between two pushes'],
  [4, 70, 2, 'discarded', [1, 4], 'push with the side of the tip'],
  [5, 90, 4, 'discarded', [2, 7], 'the same, slower at the end'],
  [6, 122, 2, 'kept', [8, 8], 'aim at the far edge when the T is turned'],
  [7, 236, 6, 'discarded', [1, 4], 'no pause before a push'],
  [8, 262, 6, 'discarded', [3, 8], 'push the stem first'],
  [9, 292, 6, 'carried', [7, 8], 'look again before the last push'],
  [10, 308, 9, 'discarded', [0, 4], 'two pushes without looking'],
  [11, 326, 9, 'carried', [8, 8], 'shorter pushes near the goal'],
  [12, 352, 11, 'discarded', [2, 5], 'turn at the centre of the bar'],
  [13, 370, 11, 'discarded', [3, 7], 'turn with two short pushes'],
  [14, 394, 11, 'carried', [7, 8], 'come back from the other side after a slip'],
  [15, 412, 14, 'discarded', [1, 4], 'a faster way around the T'],
  [16, 430, 14, 'carried', [8, 8], 'stop a push when the load falls'],
  [17, 458, 16, 'carried', [8, 8], 'turn by the stem end when the T is far off'],
];

/** Of another night: no duel runs, an idea was withdrawn, one is under test, one waits. */
const wideSpecs: readonly Spec[] = [
  ...specs.filter(([idea]) => idea !== 16 && idea !== 17),
  [16, 424, 9, 'inconclusive', [6, 8], 'wait until the T stands still'],
  [17, 440, 14, 'carried', [8, 8], 'stop a push when the load falls'],
  [18, 452, 17, 'discarded', [2, 6], 'a lower approach over the bar'],
  [19, 470, 17, 'screening', [3, 4], 'turn by the stem end when the T is far off'],
  [20, 482, 17, 'waiting', [0, 0], 'the same with a longer push'],
];

const endedSpecs: readonly Spec[] = [
  ...specs.map((spec): Spec => {
    const [idea, minutes, parent, standing, screen, words] = spec;
    return standing === 'carried' ? [idea, minutes - 40, parent, 'kept', screen, words] : spec;
  }),
  [18, 440, 17, 'discarded', [2, 6], 'a lower approach over the bar'],
  [19, 452, 17, 'discarded', [3, 7], 'push twice at the stem end'],
  [20, 462, 17, 'inconclusive', [6, 8], 'wait until the T stands still'],
  [21, 470, 17, 'discarded', [1, 4], 'no look before the last push'],
  [22, 478, 17, 'discarded', [2, 5], 'the same with a longer push'],
];

const deciders: Readonly<Partial<Record<IdeaNode['standing'], string>>> = {
  ...{ kept: 'duel', carried: 'screen', discarded: 'screen', inconclusive: 'left-behind' },
};

function nodeOf([idea, minutes, parent, standing, [k, n], hypothesis]: Spec): IdeaNode {
  const dueled = standing === 'kept' ? 14 : 0;
  const trials = n + dueled;
  return {
    ...{ policyHash: hashOf(idea), commit: (0xb3_0000 + idea).toString(16).padEnd(40, '4f1d') },
    ...{ parentHash: hashOf(parent), agentId: 'agent-0006' },
    ideaId: `idea-${String(idea).padStart(4, '0')}`,
    ...{ hypothesis, standing, by: deciders[standing] ?? '' },
    of: standing === 'kept' ? 2 : null,
    ...{ screen: rate(k, n), trials: rate(Math.round(k + 0.8 * dueled), trials) },
    ...{ invalid: idea % 7 === 0 ? 1 : 0, robotSeconds: trials * 63.5 },
    tokens: 96_000 + 11_500 * n,
    ...{ wallTime: at(minutes), isWinning: standing === 'kept' },
    decidedWallTime:
      deciders[standing] === undefined ? null : at(standing === 'kept' ? 169 : minutes + 9 + n),
  };
}

const rootOf = (trials: Rate): IdeaNode => ({
  ...{ policyHash: hashOf(0), commit: null, parentHash: null, agentId: null, ideaId: null },
  ...{ hypothesis: '', standing: 'version-0', by: '', of: null, screen: rate(0, 0) },
  ...{ trials, invalid: 1, robotSeconds: trials.n * 64, tokens: 0 },
  ...{ wallTime: at(0), decidedWallTime: null, isWinning: true },
});

/** A champion's trials between two moments, by a coin of its true rate. */
function curveOf(
  champions: readonly {
    readonly policyHash: string;
    readonly from: number;
    readonly to: number;
    readonly trials: number;
    readonly rate: number;
  }[],
): readonly CurvePoint[] {
  const rng = createRng(8);
  let spent = 0;
  return champions.flatMap(({ policyHash, from, to, trials, rate: truth }) => {
    let k = 0;
    return Array.from({ length: trials }, (_, index): CurvePoint => {
      if (rng.uniform() < truth) k++;
      const n = index + 1;
      const outer = wilson(k, n, 2.9);
      return {
        wallTime: at(from + ((to - from) * n) / trials),
        ...{ spent: ++spent, policyHash, rate: rate(k, n), band: [outer.low, outer.high] },
      };
    });
  });
}

const champions = [
  { policyHash: hashOf(0), from: 0, to: 168, trials: 39, rate: 0.34 },
  { policyHash: hashOf(6), from: 170, to: 486, trials: 84, rate: 0.8 },
] as const;

function treeOf(
  nightId: string,
  list: readonly Spec[],
  curve: readonly CurvePoint[],
): CampaignTree {
  const root = curve.findLast(({ policyHash }) => policyHash === hashOf(0))?.rate ?? rate(0, 0);
  return { nightId, nodes: [rootOf(root), ...list.map(nodeOf)], curve };
}

const usual = curveOf(champions);

export const galleryTree = treeOf('night-0003', specs, usual);
export const galleryWideTree = treeOf(wideNight, wideSpecs, usual);
const endedTree = treeOf('night-0003', endedSpecs, [
  ...usual.filter(({ wallTime }) => wallTime < at(430)),
  ...curveOf([{ policyHash: hashOf(17), from: 432, to: 485, trials: 30, rate: 0.94 }]),
]);

/** Two ideas of a night that began eight hours later. */
function firstTree(): CampaignTree {
  const early: readonly Spec[] = [
    [1, 456, 0, 'discarded', [1, 5], 'approach twice as fast'],
    [2, 472, 0, 'screening', [3, 3], 'push closer to the corner of the bar'],
  ];
  const first = { policyHash: hashOf(0), from: 450, to: 484, trials: 26, rate: 0.34 };
  const { nodes, curve } = treeOf('night-0003', early, curveOf([first]));
  const [root, one, two] = nodes;
  return {
    ...{ nightId: 'night-0003', curve },
    nodes: [
      ...(root === undefined ? [] : [{ ...root, wallTime: at(449) }]),
      ...(one === undefined ? [] : [one]),
      ...(two === undefined ? [] : [{ ...two, policyHash: 'e'.repeat(64) }]),
    ],
  };
}

/** As many ideas as asked for in twelve hours, most built on the newest that was carried, some on older ones. */
export function manyIdeas(count: number): CampaignTree {
  const rng = createRng(5).fork('ideas');
  const list: Spec[] = [];
  const line: number[] = [0];
  for (let idea = 1; idea <= count; idea++) {
    const minutes = (720 * idea) / count;
    const drawn = rng.uniform();
    const parent =
      drawn < 0.7
        ? (line.at(-1) ?? 0)
        : drawn < 0.9
          ? Math.max(0, idea - 1 - rng.below(20))
          : rng.below(idea);
    const fate = rng.uniform();
    const inLine = drawn < 0.7 && fate < 0.004;
    const good = idea < 0.9 * count ? 'kept' : 'carried';
    const standing = inLine ? good : fate < 0.07 ? 'inconclusive' : 'discarded';
    if (inLine) line.push(idea);
    list.push([idea, minutes, parent, standing, [rng.below(9), 8], 'a made-up idea']);
  }
  // Ideas are kept in stacks: every third one became champion.
  const kings = line.filter((idea, index) => index % 3 === 0 && idea < 0.9 * count);
  const share = kings.length;
  const reigns = kings.map((idea, index) => ({
    policyHash: hashOf(idea),
    from: index === 0 ? 0 : (720 * idea) / count + 0.4,
    to: (720 * (kings[index + 1] ?? count)) / count,
    trials: Math.max(2, Math.round(1_000 / share)),
    rate: 0.3 + (0.65 * index) / share,
  }));
  return treeOf(manyNight, list, curveOf(reigns));
}

const diff = `diff --git a/policy/plan.ts b/policy/plan.ts
index 4be02f1..91d77ac 100644
--- a/policy/plan.ts
+++ b/policy/plan.ts
@@ -41,9 +41,14 @@ export function choosePush(scene: Scene): Push {
   const { turnRad, x, y } = scene.block;
-  const edge = nearestEdge(scene.block, scene.goal);
-  return pushAt(edge, pushLengthM);
+  // The stem end is the longer lever: it turns with less force.
+  if (Math.abs(turnRad) > farTurnRad) {
+    const end = stemEnd(scene.block);
+    return pushAt(end, shortPushM);
+  }
+  const edge = nearestEdge(scene.block, scene.goal);
+  return pushAt(edge, pushLengthM);
 }
 
 /** Where the tip comes down before it pushes. */
`;

function trialsOf(node: IdeaNode): readonly IdeaTrial[] {
  const rng = createRng(Number(node.ideaId?.replace(/\D/g, '') ?? 0)).fork('trials');
  const finished = Array.from({ length: node.trials.n }, (_, index): IdeaTrial => {
    const screened = index < node.screen.n;
    const done = screened ? index < node.screen.k : rng.uniform() < 0.8;
    return {
      id: `${galleryTree.nightId}-00002-${String(60 + index).padStart(4, '0')}`,
      purpose: node.standing === 'version-0' ? 'first' : screened ? 'screen' : 'pair',
      draw: 60 + (screened ? index : Math.floor(index / 2)),
      outcome: done ? { kind: 'success' } : { kind: 'failure', reason: 'not-reached' },
      attempts: done ? 1 + rng.below(4) : 8,
      benchSeconds: 40 + rng.uniform() * 50,
    };
  });
  const running: IdeaTrial = {
    ...{ id: `${galleryTree.nightId}-00002-0257`, purpose: 'screen', draw: 90, outcome: null },
    ...{ attempts: 0, benchSeconds: 0 },
  };
  return node.standing === 'screening' ? [...finished, running] : finished;
}

export function galleryIdea(tree: CampaignTree, policyHash: string): IdeaDetail | null {
  const node = tree.nodes.find((each) => each.policyHash === policyHash);
  if (node === undefined) return null;
  const isRoot = node.standing === 'version-0';
  const wasDecided = node.decidedWallTime !== null;
  return {
    node,
    expect: isRoot ? '' : 'fewer trials that end with the T turned the wrong way',
    conclusion: wasDecided
      ? 'the turn is done in fewer pushes; the last centimetre is as before'
      : '',
    notes: isRoot ? [] : ['In attempt 2 the load falls to 9 %: the tip slips off the bar.'],
    diff: isRoot ? '' : diff,
    trials: trialsOf(node),
  };
}

/** The tree of the night in the state that is shown. */
function treeNow(nightId: string): CampaignTree {
  const { campaign } = useWindow.getState();
  if (nightId === manyNight) return manyIdeas(10_000);
  if (nightId === wideNight) return galleryWideTree;
  if (campaign?.screening != null) return firstTree();
  return campaign?.agentId === null ? endedTree : galleryTree;
}

export const treeAnswers: GalleryAnswers = {
  'campaign.tree': ({ nightId }) => treeNow(nightId ?? galleryTree.nightId),
  'campaign.idea': ({ nightId, policyHash }) =>
    galleryIdea(treeNow(nightId ?? galleryTree.nightId), policyHash) as IdeaDetail,
};
