/** The whole researcher at a desk of arithmetic: what it says and commits, and that no death at any call changes that. */
import { describe, expect, it } from 'vitest';
import {
  createResearcherWorld,
  Killed,
  startText,
  surface,
} from '../../../test/lib/researcherWorld.ts';
import { notesPath, parseNotes, valuesAt } from './notes.ts';
import { runResearcher } from './runResearcher.ts';
import { settingsPath, valuesText } from './surface.ts';

const never = Number.POSITIVE_INFINITY;

async function whole(budget: number) {
  const world = createResearcherWorld(3, budget);
  await runResearcher(world.portsUntil(never, false));
  return world.result;
}

describe('a night', () => {
  it('says each idea before its trials, changes nothing but settings and notes, and closes what it began', async () => {
    const { ideas, files, commits } = await whole(60);
    expect(ideas.length).toBeGreaterThan(4);
    expect(ideas[0]?.hypothesis).toContain('Measure the policy as it is');
    expect(ideas.slice(0, -1).every(({ conclusion }) => conclusion !== null)).toBe(true);
    expect([...files.keys()].sort()).toEqual(
      [notesPath, settingsPath, 'policy/settings.schema.json'].sort(),
    );
    expect(commits.some(({ subject }) => /^Try \w+ /.test(subject))).toBe(true);
    const notes = parseNotes(files.get(notesPath) ?? '');
    expect(notes.start).toEqual(JSON.parse(startText));
    // The commit that a trial runs differs from the head's in the one setting that the idea names.
    for (const [at, idea] of notes.ideas.entries())
      if (idea.change !== null)
        expect(Object.hasOwn(surface.settings, idea.change.name), `${at}`).toBe(true);
  });

  it('commits what an idea is built on right before it, also when the bench took the last head', async () => {
    const world = createResearcherWorld(3, 60);
    const ports = world.portsUntil(never, false);
    const carriedUntilNow = (): string =>
      parseNotes(world.result.files.get(notesPath) ?? '')
        .ideas.filter(({ decision }) => decision === 'carried')
        .map(({ ideaId }) => `evidence ${ideaId}: discarded, 6 of 8`)
        .join('\n');
    let lost = 0;
    await runResearcher({
      ...ports,
      desk: async (words) => {
        if (words[0] !== 'tree' || !world.result.files.has(notesPath))
          return await ports.desk(words);
        const text = carriedUntilNow();
        if (text !== '') lost++;
        return { ok: true, text };
      },
    });
    expect(lost).toBeGreaterThan(0);
    const { commits, files } = world.result;
    const { ideas, ...notes } = parseNotes(files.get(notesPath) ?? '');
    const tries = commits.flatMap(({ subject }, at) => (/^Try /.test(subject) ? [at] : []));
    const changes = ideas.filter(({ change }) => change !== null);
    expect(tries).toHaveLength(changes.length);
    for (const [place, at] of tries.entries()) {
      const base = valuesAt({ ...notes, ideas }, changes[place]?.base ?? null, surface);
      const behind = commits[at - 1]?.files.get(settingsPath);
      expect(behind, `idea ${place}`).toBe(valuesText(base, surface));
    }
    expect(commits.some(({ subject }) => subject === 'Back to what stands')).toBe(true);
  });

  it.each([false, true])(
    'goes on identically from a death at any call (late: %s)',
    async (late) => {
      const unbroken = await whole(30);
      for (let at = 0; at < 400; at += 1) {
        const world = createResearcherWorld(3, 30);
        const died = await runResearcher(world.portsUntil(at, late)).then(
          () => false,
          (thrown: unknown) => thrown instanceof Killed,
        );
        await runResearcher(world.portsUntil(never, false));
        const { ideas, asked, files } = world.result;
        expect({ ideas, asked, notes: files.get(notesPath) }, `at ${at}`).toEqual({
          ...{ ideas: unbroken.ideas, asked: unbroken.asked },
          notes: unbroken.files.get(notesPath),
        });
        if (!died) break;
      }
    },
  );
});
