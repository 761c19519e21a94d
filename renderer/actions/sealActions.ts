/** What a person does with the contract: signs it, looks at a new one, and goes autonomous under it. */
import { goBlocked, shownSeal, signBlocked } from '../store/sealFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import { openGo } from './goMoves.ts';
import { changeSeal } from './sealMoves.ts';

const sealAction = (action: Omit<Action, 'group' | 'screen'>): Action => ({
  group: 'Seal',
  screen: 'seal',
  ...action,
});

export const sealActions: readonly Action[] = [
  sealAction({
    id: 'seal.sign',
    words: 'Sign the contract…',
    also: 'seal create hash',
    keys: ['S'],
    offered: (state) => shownSeal(state) === null,
    blocked: signBlocked,
    run: () => useWindow.setState({ dialog: 'sealSign' }),
  }),
  sealAction({
    id: 'seal.anew',
    words: 'A new contract',
    also: 'seal again changed budget',
    keys: ['N'],
    offered: (state) => shownSeal(state) !== null,
    run: () => changeSeal({ anew: true, said: '' }),
  }),
  sealAction({
    id: 'seal.back',
    words: 'Back to the signed contract',
    also: 'seal close',
    keys: ['Esc'],
    offered: ({ seal, sealDesk }) => sealDesk.anew && (seal?.seal ?? null) !== null,
    run: () => changeSeal({ anew: false }),
  }),
  sealAction({
    id: 'seal.go',
    words: 'Go autonomous…',
    also: 'night start begin phase two preflight',
    keys: ['B'],
    blocked: goBlocked,
    run: openGo,
  }),
];
