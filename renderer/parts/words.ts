/** How names of the core are written in the window. */

/** A word or a phrase as it begins a label: roles, kinds and joints are written small everywhere else. */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A joint's name as a label: `wrist_flex` is “Wrist flex”. */
export const jointWords = (name: string): string => capital(name.replaceAll('_', ' '));

/** A reason of the core as a sentence; one that begins with a file keeps its name as it is. */
export function reasonSentence(words: string): string {
  const [first = ''] = words.split(' ', 1);
  const begun = /[/.]/.test(first) ? words : capital(words);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
