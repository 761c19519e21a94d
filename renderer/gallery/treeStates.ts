/** The ideas of a night in named states: the tree in its night, one idea closely, two side by side, ten thousand ideas. */
import { must } from '../../main/base/lib/assert.ts';
import type { CampaignView } from '../../main/base/model/campaign.ts';
import type { RunView } from '../../main/base/model/view.ts';
import { firstLabels } from '../store/labelsState.ts';
import { firstTreeDesk, type TreeDesk } from '../store/treeStore.ts';
import type { WindowState } from '../store/windowStore.ts';
import { galleryDuel } from './galleryCampaign.ts';
import { galleryDoneUpTo } from './galleryDay.ts';
import { gallerySeal } from './gallerySeal.ts';
import { galleryIdea, galleryWideTree, manyNight, wideNight } from './galleryTree.ts';
import { online } from './onlineState.ts';
import { galleryBench } from './plainData.ts';

const [root, ...ideas] = galleryWideTree.nodes;
const hashOf = (number: number): string => ideas[number - 1]?.policyHash ?? '';

const duelTrial = must(galleryDuel.run.trial);
const trialIdOf = (nightId: string, index: number): string =>
  `${nightId}-00002-${String(index + 1).padStart(4, '0')}`;
/** The same trial in the night of other ideas, by its number there. */
const runOf = (nightId: string, index: number): RunView => ({
  ...{ ...galleryDuel.run, batchId: `${nightId}-00002` },
  trial: { ...duelTrial, index, id: trialIdOf(nightId, index) },
});
const trialId = trialIdOf(wideNight, duelTrial.index);

const campaign: CampaignView = {
  ...galleryDuel.campaign,
  ...{ nightId: wideNight, duel: null, headHash: hashOf(17), stack: [9, 11, 14, 17].map(hashOf) },
  screening: { policyHash: hashOf(19), k: 3, n: 4 },
  running: {
    ...{ trialId, purpose: 'screen', side: 'head', pair: null },
    ideaId: ideas[18]?.ideaId ?? null,
  },
  counts: { carried: 4, kept: 2, discarded: 11, inconclusive: 1, open: 2 },
};

const detailsOf = (hashes: readonly string[]): TreeDesk['details'] =>
  Object.fromEntries(
    hashes.flatMap((hash) => {
      const detail = galleryIdea(galleryWideTree, hash);
      return detail === null ? [] : [[hash, detail]];
    }),
  );

function withTree(desk: Partial<TreeDesk>, change: Partial<WindowState> = {}): WindowState {
  return {
    ...{ ...online, screen: 'night', labels: { ...firstLabels, by: 'Maria' } },
    ...{ seal: gallerySeal, phaseOne: galleryDoneUpTo(null), ...galleryDuel, campaign },
    ...{ night: { ...galleryDuel.night, nightId: wideNight } },
    run: runOf(wideNight, duelTrial.index),
    phaseTimes: {
      trialId,
      ...{ phase: 'episode', secondsOf: { reset: 20.9, check: 2.2, episode: 14.2 } },
    },
    bench: galleryBench(2, { mode: 'moving', lease: 'trial' }),
    treeDesk: { ...firstTreeDesk, tree: galleryWideTree, ...desk },
    ...change,
  };
}

const withOpen = (open: readonly string[]): WindowState =>
  withTree({ open, details: detailsOf(open) }, { dialog: 'idea' });

export const treeStates = {
  'tree-night': withTree({}),
  'tree-focus': withTree({ focus: hashOf(14), chosen: hashOf(9) }),
  'dialog-keys-tree': withTree({}, { dialog: 'keys' }),
  'tree-idea': withOpen([hashOf(6)]),
  'tree-idea-root': withOpen([root?.policyHash ?? '']),
  'tree-two': withOpen([hashOf(17), hashOf(19)]),
  'tree-many': withTree(
    { tree: null },
    {
      campaign: { ...campaign, nightId: manyNight, running: null },
      night: { ...galleryDuel.night, nightId: manyNight },
      // Its outcome is known, and the next one has not begun.
      run: runOf(manyNight, duelTrial.index - 1),
    },
  ),
} as const satisfies Readonly<Record<string, WindowState>>;
