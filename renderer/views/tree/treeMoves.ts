/** What a person does with the tree of ideas: reading it, standing on an idea, looking at one closely or at two. */
import { toBenchError } from '../../../main/base/model/errors.ts';
import type { Deck } from '../../actions/deck.ts';
import { sentence } from '../../parts/useAsk.ts';
import { type TreeDesk, treeNight } from '../../store/treeStore.ts';
import { useWindow } from '../../store/windowStore.ts';

const desk = (): TreeDesk => useWindow.getState().treeDesk;
const change = (part: Partial<TreeDesk>): void =>
  useWindow.setState(({ treeDesk }) => ({ treeDesk: { ...treeDesk, ...part } }));

const words = (thrown: unknown): string => {
  const { message, hint } = toBenchError(thrown);
  return sentence(message, hint);
};

/** Of the night that is shown; the tree of another one goes. */
export async function readTree(deck: Deck): Promise<void> {
  const nightId = treeNight(useWindow.getState());
  if (nightId === null || useWindow.getState().link.kind !== 'online') return;
  const { tree } = desk();
  if (tree !== null && tree.nightId !== nightId)
    change({ tree: null, focus: null, chosen: null, details: {} });
  try {
    const told = await deck.call('campaign.tree', { nightId });
    if (told !== null && treeNight(useWindow.getState()) === nightId)
      change({ tree: told, trouble: '' });
  } catch (thrown) {
    change({ trouble: words(thrown) });
  }
}

export async function readIdea(deck: Deck, policyHash: string): Promise<void> {
  const nightId = desk().tree?.nightId ?? treeNight(useWindow.getState());
  if (nightId === null) return;
  try {
    const told = await deck.call('campaign.idea', { nightId, policyHash });
    if (told !== null)
      change({ details: { ...desk().details, [policyHash]: told }, detailTrouble: '' });
  } catch (thrown) {
    change({ detailTrouble: words(thrown) });
  }
}

export const standOn = (policyHash: string | null): void => change({ focus: policyHash });

/** Beside the one that was chosen before, where one was. */
export function openIdea(policyHash: string): void {
  const { chosen } = desk();
  const two = chosen !== null && chosen !== policyHash;
  change({ open: two ? [chosen, policyHash] : [policyHash], chosen: null, detailTrouble: '' });
  useWindow.setState({ dialog: 'idea' });
}

/** The first of two waits for the second; chosen again it waits no longer. */
export function chooseIdea(policyHash: string): void {
  const { chosen } = desk();
  if (chosen === null) change({ chosen: policyHash });
  else if (chosen === policyHash) change({ chosen: null });
  else openIdea(policyHash);
}

export const chooseNone = (): void => change({ chosen: null });

/** From the dialog back to the tree, for a second one. */
export function compareWith(policyHash: string): void {
  change({ chosen: policyHash, focus: policyHash });
  useWindow.setState({ dialog: null });
}

export const openTrial = (id: string): void =>
  useWindow.setState({ screen: 'trials', selected: id, playing: null, dialog: null });
