/** Keys that the tree of ideas answers while it has the focus. */
import type { KeyNote } from './action.ts';

const note = (keys: readonly string[], words: string): KeyNote => ({
  ...{ keys, words, group: 'Night', screen: 'night' },
  offered: ({ treeDesk }) => treeDesk.tree !== null,
});

export const treeKeyNotes: readonly KeyNote[] = [
  note(['←', '→'], 'Ideas: to its parent, to its child'),
  note(['↑', '↓'], 'Ideas: to the one before, after in time'),
  note(['Enter'], 'Ideas: look closely'),
  note(['C'], 'Ideas: choose two to compare'),
  note(['+', '-', '0'], 'Ideas: closer, further, all of it'),
];
