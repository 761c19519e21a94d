/** Words, files and questions of the tree: what is said has its evidence, and the core is asked no more than need be. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../main/base/lib/clock.ts';
import { galleryIdea, galleryTree, galleryWideTree, manyIdeas } from '../../gallery/galleryTree.ts';
import { curveParts } from './drawCurve.ts';
import { diffLines } from './ideaDiff.tsx';
import { askEveryMs, keepTree } from './keepTree.ts';
import { treeJson, treeSvg } from './treeFiles.ts';
import { countWords, decidedWords, nodeLabel, nodeName, nodeWords, rateText } from './treeWords.ts';

const node = (idea: number) => {
  const found = galleryWideTree.nodes.find(({ ideaId }) => nodeIdea(ideaId) === idea);
  if (found === undefined) throw new Error(`no idea ${idea}`);
  return found;
};
const nodeIdea = (ideaId: string | null): number => Number(ideaId?.replace(/\D/g, '') ?? -1);

describe('words of ideas', () => {
  it('count what was tried, and leave out what there is none of', () => {
    const { tried, counts } = countWords(galleryWideTree.nodes);
    expect(tried).toBe('19 tried');
    expect(counts.map(({ words }) => words)).toEqual([
      ...['2 kept', '4 carried', '11 discarded', '1 inconclusive', '1 under test', '1 waiting'],
    ]);
    expect(countWords(galleryTree.nodes).counts).toHaveLength(3);
    expect(countWords([])).toEqual({ tried: 'none tried yet', counts: [] });
  });

  it('name a policy by its idea, by its commit, by itself', () => {
    expect(nodeName(node(6))).toBe('idea 6');
    expect(nodeLabel(node(6))).toBe('6');
    expect(nodeName({ ...node(6), ideaId: null, commit: `ab12${'0'.repeat(36)}` })).toBe(
      'commit ab120000',
    );
    expect(nodeName({ ...node(6), ideaId: null, commit: null })).toBe('policy cccccccc');
    expect(nodeLabel({ ...node(6), ideaId: null })).toBe('');
  });

  it('say what decided, and each rate with its interval', () => {
    expect(decidedWords({ by: 'duel', of: 3 })).toBe('by a duel, in a stack of 3');
    expect(decidedWords({ by: 'duel', of: 1 })).toBe('by a duel, alone');
    expect(decidedWords({ by: '', of: null })).toBe('');
    expect(rateText({ k: 13, n: 20 })).toBe('0.65 [0.43, 0.82] n=20');
    expect(rateText({ k: 0, n: 0 })).toBe('no trial yet');
    expect(nodeWords(node(9))).toBe(
      'Idea 9: look again before the last push · carried by its screen · screen 7 of 8 · ' +
        'all trials 0.88 [0.53, 0.98] n=8',
    );
    expect(nodeWords(node(20))).toBe(
      'Idea 20: the same with a longer push · waits for its screen · all trials no trial yet',
    );
  });
});

describe('the curve', () => {
  it('has one part per champion, each until the next', () => {
    const parts = curveParts(galleryTree.curve);
    expect(parts.map(({ points }) => points.length)).toEqual([39, 84]);
    expect(parts[0]?.untilMs).toBe(parts[1]?.atMs[0]);
    expect(parts[1]?.untilMs).toBeNull();
    expect(curveParts([])).toEqual([]);
  });
});

describe('files of a tree', () => {
  it('have every idea and the whole curve, well formed', () => {
    expect(JSON.parse(treeJson(galleryTree))).toEqual(galleryTree);
    const svg = treeSvg(galleryWideTree);
    for (const name of ['v0', ...galleryWideTree.nodes.map(nodeLabel)])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain('19 tried, 2 kept');
    expect(svg).not.toContain('NaN');
    for (const tag of ['g', 'text', 'svg', 'clipPath']) {
      const open = svg.match(new RegExp(`<${tag}[ >]`, 'g'))?.length;
      expect(svg.match(new RegExp(`</${tag}>`, 'g'))?.length).toBe(open);
    }
    expect(treeSvg(manyIdeas(2_000))).not.toContain('NaN');
  });
});

describe('the diff', () => {
  it('tells lines apart, also where code begins like a head', () => {
    const detail = galleryIdea(galleryTree, node(6).policyHash);
    const lines = diffLines(detail?.diff ?? '');
    expect(lines.filter(({ kind }) => kind === 'added')).toHaveLength(7);
    expect(lines.filter(({ kind }) => kind === 'removed')).toHaveLength(2);
    const odd = diffLines('--- a/x\n+++ b/x\n@@ -1 +1 @@\n--- minus two\n+++ plus two\n');
    expect(odd.map(({ kind }) => kind)).toEqual(['file', 'file', 'place', 'removed', 'added']);
    expect(diffLines('')).toEqual([]);
  });
});

/** Time that stands until it is moved. */
function handClock() {
  let nowMs = 0;
  let waits: { readonly atMs: number; run(): void }[] = [];
  const clock: Pick<Clock, 'nowMs' | 'after'> = {
    nowMs: () => nowMs,
    after: (ms, run) => {
      const wait = { atMs: nowMs + ms, run };
      waits.push(wait);
      const forget = (): void => {
        waits = waits.filter((each) => each !== wait);
      };
      return { [Symbol.dispose]: forget };
    },
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    const due = waits.filter(({ atMs }) => atMs <= nowMs);
    waits = waits.filter(({ atMs }) => atMs > nowMs);
    for (const { run } of due) run();
  };
  return { clock, pass };
}

describe('keeping the tree', () => {
  const start = (hidden = false) => {
    const { clock, pass } = handClock();
    const state = { asked: 0, hidden, answer: (): void => undefined };
    const keeper = keepTree({
      clock,
      hidden: () => state.hidden,
      ask: () => {
        state.asked++;
        return new Promise((resolve) => {
          state.answer = resolve;
        });
      },
    });
    const answered = async (): Promise<void> => {
      state.answer();
      await Promise.resolve();
    };
    return { keeper, state, pass, answered };
  };

  it('asks at most once a second, one at a time, and once more for all that came meanwhile', async () => {
    const { keeper, state, pass, answered } = start();
    keeper.look(true);
    for (let i = 0; i < 5; i++) keeper.look(true);
    expect(state.asked).toBe(1);
    await answered();
    expect(state.asked).toBe(1);
    pass(askEveryMs - 1);
    expect(state.asked).toBe(1);
    pass(1);
    expect(state.asked).toBe(2);
    pass(10 * askEveryMs);
    keeper.look(true);
    expect(state.asked).toBe(2); // not answered yet
    await answered();
    expect(state.asked).toBe(3);
  });

  it('asks nothing while hidden, and what was missed once it is seen', async () => {
    const { keeper, state, answered, pass } = start(true);
    keeper.look(true);
    expect(state.asked).toBe(0);
    state.hidden = false;
    keeper.look(false);
    expect(state.asked).toBe(1);
    await answered();
    keeper.look(false);
    pass(5 * askEveryMs);
    expect(state.asked).toBe(1);
  });

  it('asks nothing more once it is closed', async () => {
    const { keeper, state, answered, pass } = start();
    keeper.look(true);
    keeper.look(true);
    await answered();
    keeper[Symbol.dispose]();
    pass(5 * askEveryMs);
    expect(state.asked).toBe(1);
  });
});
