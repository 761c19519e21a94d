/** The ideas of a night in named states: the tree in its night, one idea closely, two side by side, ten thousand ideas. */
import type { CampaignView } from '../../main/base/model/campaign.ts';
import type { RunView } from '../../main/base/model/view.ts';
import { firstLabels } from '../store/labelsState.ts';
import { firstTreeDesk, type TreeDesk } from '../store/treeStore.ts';
import { foldTrialNow } from '../store/trialNow.ts';
import type { WindowState } from '../store/windowStore.ts';
import { galleryDuel } from './galleryCampaign.ts';
import { galleryDoneUpTo } from './galleryDay.ts';
import { gallerySeal } from './gallerySeal.ts';
import { galleryIdea, galleryWideTree, manyNight, wideNight } from './galleryTree.ts';
import { online } from './onlineState.ts';
import { galleryBench } from './plainData.ts';

const [root, ...ideas] = galleryWideTree.nodes;
const hashOf = (number: number): string => ideas[number - 1]?.policyHash ?? '';

const campaign: CampaignView = {
  ...galleryDuel.campaign,
  ...{ nightId: wideNight, duel: null, headHash: hashOf(17), stack: [9, 11, 14, 17].map(hashOf) },
  screening: { policyHash: hashOf(19), k: 3, n: 4 },
  counts: { carried: 4, kept: 2, discarded: 11, inconclusive: 1, open: 2 },
};

const detailsOf = (hashes: readonly string[]): TreeDesk['details'] =>
  Object.fromEntries(
    hashes.flatMap((hash) => {
      const detail = galleryIdea(galleryWideTree, hash);
      return detail === null ? [] : [[hash, detail]];
    }),
  );

/** The same trial in the night of these ideas. */
const runOf = (nightId: string): RunView => {
  const { run } = galleryDuel;
  const id = run.trial?.id.replace(galleryDuel.night.nightId, nightId) ?? '';
  return { ...run, batchId: `${nightId}-00002`, trial: run.trial && { ...run.trial, id } };
};

function withTree(desk: Partial<TreeDesk>, change: Partial<WindowState> = {}): WindowState {
  const run = runOf(wideNight);
  return {
    ...{ ...online, screen: 'night', labels: { ...firstLabels, by: 'Maria' } },
    ...{ seal: gallerySeal, phaseOne: galleryDoneUpTo(null), ...galleryDuel, campaign },
    ...{ night: { ...galleryDuel.night, nightId: wideNight }, run },
    trialNow: foldTrialNow(null, run, campaign),
    phaseTimes: {
      trialId: run.trial?.id ?? null,
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
      campaign: { ...campaign, nightId: manyNight },
      ...{ night: { ...galleryDuel.night, nightId: manyNight }, run: runOf(manyNight) },
    },
  ),
} as const satisfies Readonly<Record<string, WindowState>>;
