/**
 * Every state of the window once in the dark and once in the light, on a small laptop's screen: it looks as somebody
 * accepted it, axe finds nothing (in the light: of colours, all that a theme changes), the stop is on top, the text stands
 * out, nothing is cut off, every control has a name.
 */
import { describe, expect } from 'vitest';
import { itNeeds } from '../lib/needs.ts';
import { axeFindings, factsNow, factsWanted } from './galleryFacts.ts';
import { shotName, shotProblem, shotSize, shotThemes, stateNames } from './galleryShots.ts';
import { galleryUnderTest } from './galleryUnderTest.ts';

const inChromium = itNeeds(['chromium']);
const under = galleryUnderTest();

describe('every state is as it was accepted, and for everybody', () => {
  for (const theme of shotThemes)
    inChromium(
      theme,
      async () => {
        await using gallery = await under.open(shotSize);
        const pictures: string[] = [];
        // Each state is a key, so that a failure names it.
        const seen: Record<string, unknown> = {};
        for (const state of stateNames) {
          await gallery.show(state, theme);
          const problem = await shotProblem(gallery, shotName(state, theme, shotSize));
          if (problem !== null) pictures.push(problem);
          const axe = await axeFindings(gallery, theme === 'dark' ? 'all' : 'colours');
          seen[state] = { ...(await factsNow(gallery)), axe };
        }
        const wanted = { ...factsWanted(shotSize), axe: [] };
        expect(seen).toEqual(Object.fromEntries(stateNames.map((state) => [state, wanted])));
        expect(pictures).toEqual([]);
        expect(gallery.problems).toEqual([]);
      },
      480_000,
    );
});
