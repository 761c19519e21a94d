/** What a person does about where trials fail: reading it, drawing a box of starts, choosing one, going back to all. */
import { toBenchError } from '../../main/base/model/errors.ts';
import { type StartBox, startWords } from '../../main/base/model/starts.ts';
import type { OnsetDesk, ResetPage, StartDraft } from '../store/onsetDesk.ts';
import { draftOf } from '../store/onsetFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';
import { longMs } from './judgeLooks.ts';

const taskNow = (): string | null => useWindow.getState().reset?.task ?? null;
const change = (part: Partial<OnsetDesk>): void =>
  useWindow.setState((state) => ({ onsetDesk: { ...state.onsetDesk, ...part } }));

export const openResetPage = (page: ResetPage): void => change({ page, said: '' });

export const drawStarts = (draft: StartDraft): void => change({ draft, said: '' });

/** Of the open task; what another task's was goes. */
export async function readOnset(deck: Deck): Promise<void> {
  const task = taskNow();
  const { view, wait } = useWindow.getState().onsetDesk;
  if (task === null || wait !== null) return;
  change({
    wait: 'read',
    trouble: '',
    ...(view?.task === task ? {} : { view: null, draft: null }),
  });
  try {
    const told = await deck.call('reset.onset', { task }, { timeoutMs: longMs });
    const isNow = taskNow() === task;
    change({ wait: null, ...(isNow && told !== null ? { view: told } : {}) });
  } catch (thrown) {
    change({ wait: null, trouble: toBenchError(thrown).message });
  }
}

export async function practise(deck: Deck, starts: StartBox | null, by: string): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  change({ wait: 'choose', said: '' });
  const done = await deck.ask('Choose starts', 'reset.practise', { task, starts, by });
  if (done === null) change({ wait: null });
  else
    change({
      wait: null,
      draft: starts === null ? null : draftOf(starts),
      said: `Trials begin in: ${startWords(starts)}.`,
    });
}
