/** The word that a person probably meant, as the hint of a refusal. */
import { nearest } from '../../base/lib/nearest.ts';

/** As a hint, empty when nothing is near. */
export function didYouMean(
  word: string,
  choices: readonly string[],
  prefix = '',
): { hint?: string } {
  const found = nearest(word, choices);
  return found === null ? {} : { hint: `Did you mean ${prefix}${found}?` };
}
