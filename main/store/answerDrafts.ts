/** The contract's commands on drafts: what a person has typed and not saved. */
import type { Answers } from '../base/api/answers.ts';
import { openDraftStore } from './draftStore.ts';

export type DraftAnswers = Answers<'draft.list' | 'draft.save'>;

export function answerDrafts(dataDir: string): DraftAnswers {
  const store = openDraftStore(dataDir);
  return {
    'draft.list': () => store.list(),
    'draft.save': ({ key, text }) => {
      store.save(key, text);
      return null;
    },
  };
}
