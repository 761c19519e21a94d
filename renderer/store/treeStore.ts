/**
 * What the window remembers of the tree of ideas: the core's last answer, where the keyboard stands in it, which ideas are
 * looked at closely. Plain data, so that the gallery can show any state.
 */
import type { CampaignTree, IdeaDetail } from '../../main/base/model/campaign.ts';
import type { WindowState } from './windowStore.ts';

export interface TreeDesk {
  /** Null before the first answer. */
  readonly tree: CampaignTree | null;
  /** Why it is not up to date, in words; empty while it is. */
  readonly trouble: string;
  /** The policy on which the keyboard stands. */
  readonly focus: string | null;
  /** The policy that waits for a second one to stand beside it. */
  readonly chosen: string | null;
  /** Policies in the dialog: none, one, or two side by side. */
  readonly open: readonly string[];
  /** What is known of those, by policy. */
  readonly details: Readonly<Record<string, IdeaDetail>>;
  /** Why one of them cannot be shown. */
  readonly detailTrouble: string;
}

export const firstTreeDesk: TreeDesk = {
  ...{ tree: null, trouble: '', focus: null, chosen: null },
  ...{ open: [], details: {}, detailTrouble: '' },
};

type Known = Pick<WindowState, 'link' | 'night' | 'campaign'>;

/** The night whose ideas are shown; null: none. */
export const treeNight = ({ night, campaign }: Pick<Known, 'night' | 'campaign'>): string | null =>
  campaign?.nightId ?? night?.nightId ?? null;

/** Another one: the tree may be another one. */
export function treeKey(state: Known): string {
  const { link, campaign } = state;
  const { counts, strip, spent, champion, screening, duel } = campaign ?? {};
  return JSON.stringify([
    ...[link.kind, treeNight(state), counts, spent, strip?.at(-1)?.index],
    ...[champion?.policyHash, screening?.policyHash, duel?.pairs],
  ]);
}
