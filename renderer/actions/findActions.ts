/** Finding an action by a few letters: every word asked for must fit; whole words before parts before scattered letters. */
import type { WindowState } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import { offeredActions } from './actions.ts';
import { foundTrials } from './trialsActions.ts';

/** Longer than any sensible question; what comes after is not read. */
const longestAsked = 80;

/** Are the letters of `part` in `text`, in order? */
function scattered(part: string, text: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === part[at]) at++;
  return at === part.length;
}

function fitOf(part: string, text: string): number {
  if (text.split(/[\s-]+/).includes(part)) return 5;
  if (text.startsWith(part)) return 4;
  if (text.includes(` ${part}`)) return 3;
  if (text.includes(part)) return 2;
  return part.length > 1 && scattered(part, text) ? 1 : 0;
}

/** How well an action fits; 0 when some part does not fit at all. Its own words count twice. */
export function fitness(action: Action, asked: string): number {
  const parts = asked
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '');
  const words = action.words.toLowerCase();
  const others =
    `${action.also ?? ''} ${action.group} ${action.keys?.join(' ') ?? ''}`.toLowerCase();
  let sum = 0;
  for (const part of parts) {
    const own = fitOf(part, words) * 2;
    const other = fitOf(part, others);
    const best = Math.max(own, other > 1 ? other : 0);
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

/** The actions that fit, best first; all that are offered, group by group, when nothing is asked for. */
export function findActions(asked: string, state: WindowState): readonly Action[] {
  const words = asked.trim().slice(0, longestAsked);
  const offered = offeredActions(state);
  if (words === '') return offered;
  const fits = offered
    .map((action) => ({ action, fits: fitness(action, words) }))
    .filter((each) => each.fits > 0)
    .sort((a, b) => b.fits - a.fits)
    .map((each) => each.action);
  const trials = /\d|^trial\b/i.test(words) ? foundTrials(words, state) : [];
  return [...fits, ...trials];
}
