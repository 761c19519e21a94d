/** What a person does on the bench screen. */
import { firstOrbit } from '../draw/orbit.ts';
import { setBenchLook } from '../store/keepBenchLook.ts';
import { handBlocked } from '../store/runBlocked.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Action, KeyNote } from './action.ts';

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
  {
    id: 'bench.joints',
    group: 'Bench',
    words: 'Joints: now, or the last minute',
    also: 'plots table load heat temperature position',
    keys: ['J'],
    screen: 'bench',
    run: () => {
      const { joints } = useWindow.getState().benchLook;
      setBenchLook({ joints: joints === 'now' ? 'minute' : 'now' });
    },
  },
  {
    id: 'bench.scene3d',
    group: 'Bench',
    words: 'Belief: in 3-D, or in lines',
    also: 'three scene webgl view',
    screen: 'bench',
    run: () => setBenchLook({ scene3d: !useWindow.getState().benchLook.scene3d }),
  },
  {
    id: 'bench.resetView',
    group: 'Bench',
    words: 'Reset the 3-D view',
    also: 'camera orbit turn',
    screen: 'bench',
    offered: ({ benchLook, orbit }) => benchLook.scene3d && orbit !== firstOrbit,
    run: () => useWindow.setState({ orbit: firstOrbit }),
  },
  {
    id: 'debug.clearFaults',
    group: 'Bench',
    words: 'Clear all faults of the simulated bench',
    also: 'switch off reset broken',
    screen: 'debug',
    offered: (state) => (state.debug?.faults?.length ?? 0) > 0,
    run: (deck) => void deck.clearFaults(),
  },
];

export const benchKeyNotes: readonly KeyNote[] = [
  { keys: ['Arrow keys'], words: 'Turn the 3-D view', group: 'Bench', screen: 'bench' },
  { keys: ['+', '-'], words: 'Nearer to the 3-D view, and away', group: 'Bench', screen: 'bench' },
  { keys: ['Home'], words: 'Reset the 3-D view', group: 'Bench', screen: 'bench' },
];
