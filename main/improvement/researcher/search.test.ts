/** The search on a family of policies with a hidden rate: how far it comes, what it never does twice. */
import { describe, expect, it } from 'vitest';
import { drawTrial, rateOf, start, surface } from '../../../test/lib/researcherWorld.ts';
import { oddsAbove } from './evidence.ts';
import { changed, headOf, isStanding, type Notes, valuesAt, withIdea } from './notes.ts';
import { oddsQuicker, type Paced, spreadOf } from './pace.ts';
import { decide, nextIdea, sumTrials, type TrialSeen, trialsWanted } from './planIdea.ts';
import { proposalsOf } from './proposals.ts';
import { screen } from './screen.ts';
import { type Surface, type Values, valuesText } from './surface.ts';

/** All ideas of one night of at most `budget` trials. */
function night(seed: number, budget: number): { readonly notes: Notes; readonly used: number } {
  let notes: Notes = { version: 1, start, ideas: [] };
  let used = 0;
  for (;;) {
    const idea = nextIdea(notes, surface);
    if (idea === null) return { notes, used };
    notes = withIdea(notes, idea);
    const at = notes.ideas.length - 1;
    const values: Values = valuesAt(notes, at, surface);
    const trials: TrialSeen[] = [];
    for (;;) {
      const sum = sumTrials(trials);
      const decision = decide(notes, idea, sum, undefined);
      if (decision !== 'open') {
        const { invalid: _, ...counts } = sum;
        notes = changed(notes, at, { decision, ...counts });
        break;
      }
      for (let k = trialsWanted(sum.n); k > 0; k--) {
        if (used++ >= budget) return { notes, used: budget };
        const { success, attempts, kind } = drawTrial(values, seed, `${at}-${trials.length}`);
        trials.push({
          outcome: success ? 'success' : 'failure',
          attempts,
          failures: { [kind]: success ? attempts - 1 : attempts },
        });
      }
    }
  }
}

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? 0;

describe('the search', () => {
  it('comes near the best of the family within 200 trials, over 200 seeds', () => {
    const ends = Array.from({ length: 200 }, (_, seed) => {
      const { notes } = night(seed, 200);
      return rateOf(valuesAt(notes, headOf(notes), surface));
    });
    const figures = {
      start: rateOf(start),
      tenth: quantile(ends, 0.1),
      median: quantile(ends, 0.5),
    };
    expect(figures.start).toBeLessThan(0.15);
    expect(figures.median, JSON.stringify(figures)).toBeGreaterThan(0.8);
    expect(figures.tenth, JSON.stringify(figures)).toBeGreaterThan(0.7);
  });

  it('never tests the same settings twice, nor a change that came to nothing on the same head', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { notes } = night(seed, 300);
      const texts = notes.ideas
        .map((idea, at) => ({ idea, text: valuesText(valuesAt(notes, at, surface), surface) }))
        .filter(({ idea }) => idea.change !== null)
        .map(({ text }) => text);
      expect(new Set(texts).size, `seed ${seed}`).toBe(texts.length);
    }
  });

  it('ends by itself when everything came to nothing', () => {
    const { notes, used } = night(7, 100_000);
    expect(used).toBeLessThan(100_000);
    expect(nextIdea(notes, surface)).toBeNull();
  });

  it('answers what fails most, first', () => {
    const measured: Notes = {
      version: 1,
      start,
      ideas: [
        {
          ...{ change: null, base: null, hypothesis: 'h', expect: 'e', ideaId: null },
          ...{ decision: 'inconclusive', k: 1, n: 8, attempts: 20, spread: null },
          conclusion: null,
          ...{ failures: { lost: 15, short: 2 }, lost: {} },
        },
      ],
    };
    const idea = nextIdea(measured, surface);
    expect(idea?.change?.name).toBe('eyes');
    expect(idea?.hypothesis).toContain('15 of 17 failed attempts: it lost sight');
  });
});

describe('attempts of lost trials', () => {
  const common = {
    ...{ hypothesis: 'h', expect: 'e', ideaId: null, conclusion: null, spread: null },
    ...{ k: 8, n: 8, attempts: 12 },
  };
  /** Version 0 lost some trials, what stands lost none of its own eight. */
  const line = (decision: 'kept' | 'carried'): Notes => ({
    ...{ version: 1, start },
    ideas: [
      {
        ...common,
        change: null,
        base: null,
        decision: 'inconclusive',
        failures: { short: 30, lost: 16 },
        lost: { lost: 16 },
      },
      {
        ...common,
        change: { name: 'idle', to: 7 },
        base: 0,
        decision,
        failures: { short: 4 },
        lost: {},
      },
    ],
  });
  const first = (notes: Notes) => nextIdea(notes, surface);

  it('weigh more than those that a later attempt made good, also on what the head is built on', () => {
    const idea = first(line('carried'));
    expect(idea?.change?.name).toBe('eyes');
    expect(idea?.hypothesis).toContain('so trials were lost before: it lost sight');
  });

  it('are looked for anew in a policy that became champion, once', () => {
    const notes = line('kept');
    expect(first(notes)).toMatchObject({ change: null, base: 1 });
    expect(first(notes)?.hypothesis).toContain('the new champion');
    const measured = withIdea(notes, {
      ...{ ...common, n: 20, k: 18, change: null, base: 1, decision: 'inconclusive' },
      ...{ failures: { short: 40 }, lost: { short: 16 } },
    });
    expect(headOf(measured)).toBe(1);
    // Also where another idea was carried on it meanwhile.
    const carried = withIdea(notes, {
      ...{ ...common, change: { name: 'gain', to: 7 }, base: 1, decision: 'carried' },
      ...{ failures: {}, lost: {} },
    });
    expect(first(carried)).toMatchObject({ change: null, base: 1 });
    expect(['reach', 'gain']).toContain(first(measured)?.change?.name);
  });
});

it('leaves alone what changes nothing as things stand', () => {
  const { gain, ...others } = surface.settings;
  const tied = {
    ...surface,
    settings: { ...others, gain: { ...gain, needs: ['eyes'] } },
  } as Surface;
  const measured: Notes = { version: 1, start, ideas: [] };
  const names = (notes: Notes): readonly string[] =>
    proposalsOf(notes, tied).map(({ change }) => change.name);
  expect(names(measured)).not.toContain('gain');
  expect(names({ ...measured, start: { ...start, eyes: true } })).toContain('gain');
});

describe('the screen', () => {
  it('has the odds of the worked examples', () => {
    expect(oddsAbove({ k: 6, n: 8 }, { k: 8, n: 20 })).toBeCloseTo(0.9546, 2);
    expect(oddsAbove({ k: 3, n: 8 }, { k: 8, n: 20 })).toBeCloseTo(0.4798, 2);
    expect(oddsAbove({ k: 0, n: 4 }, { k: 8, n: 20 })).toBeCloseTo(0.082, 2);
  });

  it.each([
    [{ k: 1, n: 4 }, null],
    [{ k: 0, n: 4 }, 'discarded'],
    [{ k: 6, n: 8 }, 'carried'],
    [{ k: 3, n: 8 }, 'discarded'],
  ] as const)('%j against 8 of 20: %s', (idea, said) => {
    const paced = (counts: Pick<Paced, 'k' | 'n'>) => ({ ...counts, attempts: 3 * counts.n });
    const [one, head] = [paced(idea), paced({ k: 8, n: 20 })];
    expect(screen({ ...one, spread: null }, { ...head, spread: null }, false)).toBe(said);
  });

  it('goes by the odds of attempts where every trial is solved', () => {
    const solved = (n: number, attempts: number): Paced => ({ k: n, n, attempts, spread: null });
    expect(screen(solved(8, 10), solved(8, 17), true)).toBe('carried');
    // As many attempts, or fewer of trials that lay far apart, are no evidence.
    expect(screen(solved(8, 17), solved(8, 17), true)).toBe('discarded');
    expect(screen({ ...solved(8, 16), spread: 9 }, solved(8, 17), true)).toBe('discarded');
    expect(screen(solved(4, 16), solved(8, 10), true)).toBe('discarded');
    expect(screen(solved(4, 8), solved(8, 17), true)).toBeNull();
  });

  it('stands by the bench’s word where it has one', () => {
    const notes: Notes = { version: 1, start, ideas: [] };
    const idea = nextIdea(notes, surface) as NonNullable<ReturnType<typeof nextIdea>>;
    const sum = sumTrials([]);
    expect(decide(notes, idea, sum, { decision: 'kept', k: 8, n: 8 })).toBe('kept');
    expect(isStanding('kept') && !isStanding('discarded')).toBe(true);
  });
});

describe('the pace', () => {
  const paced = (k: number, n: number, attempts: number, spread: number | null = null): Paced => ({
    ...{ k, n, attempts, spread },
  });

  it('proves little by few trials, and more by many', () => {
    const odds = (times: number): number =>
      oddsQuicker([
        [paced(8 * times, 8 * times, 10 * times), paced(8 * times, 8 * times, 17 * times)],
      ]);
    expect(oddsQuicker([[paced(1, 1, 1), paced(8, 8, 17)]])).toBeLessThan(0.8);
    expect(odds(1)).toBeGreaterThan(0.85);
    expect(odds(4)).toBeGreaterThan(odds(1));
    expect(oddsQuicker([])).toBe(0.5);
    expect(oddsQuicker([[paced(0, 0, 0), paced(8, 8, 8)]])).toBe(0.5);
  });

  it('is the same either way round', () => {
    const [one, other] = [paced(7, 8, 26), paced(8, 8, 17)];
    expect(oddsQuicker([[one, other]]) + oddsQuicker([[other, one]])).toBeCloseTo(1, 9);
  });

  it('calls nobody quick who breaks off', () => {
    expect(oddsQuicker([[paced(0, 8, 8), paced(8, 8, 17)]])).toBeLessThan(0.05);
  });

  it('is less sure where trials lie far apart', () => {
    const trial = (attempts: number) => ({ solved: attempts < 8, attempts });
    const even = spreadOf([2, 2, 2, 2, 2, 2].map(trial));
    const uneven = spreadOf([1, 1, 1, 1, 8, 8].map(trial));
    expect(even).toBe(0);
    expect(uneven).toBeGreaterThan(1);
    const other = paced(8, 8, 17);
    const odds = (spread: number) => oddsQuicker([[paced(4, 6, 20, spread), other]]);
    expect(Math.abs(odds(uneven) - 0.5)).toBeLessThan(Math.abs(odds(0) - 0.5));
  });
});

describe('a change that was tried', () => {
  const head = { k: 8, n: 8, attempts: 17 };
  const tried = (last: Partial<Paced>): Notes => {
    const common = {
      ...{ hypothesis: 'h', expect: 'e', ideaId: null, conclusion: null, spread: null },
      ...{ failures: { other: 9 }, lost: {} },
    };
    const idea = { ...common, ...head, base: 0, decision: 'discarded' } as const;
    return {
      ...{ version: 1, start },
      ideas: [
        { ...common, ...head, change: null, base: null, decision: 'inconclusive' },
        { ...idea, change: { name: 'noise', to: true } },
        // The duel took both; this one had been quick on it, or slow.
        { ...idea, ...last, base: 1, change: { name: 'idle', to: 7.5 } },
      ],
    };
  };
  const order = (last: Partial<Paced>): readonly string[] =>
    proposalsOf(tried(last), surface).map(({ change }) => `${change.name} ${change.to}`);

  it('and needed fewer attempts is the first on another head; one that needed more waits', () => {
    expect(order({ attempts: 9 })[0]).toBe('idle 7.5');
    expect(order({ k: 7, attempts: 40 })).not.toContain('idle 7.5');
    expect(nextIdea(tried({ attempts: 9 }), surface)?.hypothesis).toContain('needs fewer attempts');
  });
});
