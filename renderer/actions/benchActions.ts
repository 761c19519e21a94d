/** What a person does on the bench screen. */
import { handBlocked } from '../store/runBlocked.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Action } from './action.ts';

export const benchActions: readonly Action[] = [
  {
    id: 'bench.hand',
    group: 'Bench',
    words: 'Move object…',
    also: 'hand place scene',
    offered: (state) => state.bench?.kind !== 'real',
    blocked: handBlocked,
    run: () => useWindow.setState({ dialog: 'hand' }),
  },
];
