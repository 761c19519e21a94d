/**
 * A bench for the resident researcher that is only arithmetic: settings with a hidden rate of success, a desk that keeps
 * its book, a clone in memory. What a trial gives depends on its key alone: a run that was killed can be held against a
 * whole one.
 */
import { createRng } from '../../main/base/lib/rng.ts';
import type { Clone } from '../../main/improvement/researcher/clone.ts';
import type {
  DeskAnswer,
  ResearcherPorts,
} from '../../main/improvement/researcher/runResearcher.ts';
import {
  parseSurface,
  parseValues,
  type Surface,
  settingsPath,
  surfacePath,
  type Values,
} from '../../main/improvement/researcher/surface.ts';
import { createStillClock } from './createStillClock.ts';

const number = (max: number, answers: readonly string[]) => ({
  kind: 'number',
  ...{ min: 0, max, step: 0.5, words: 'a number', answers },
});
const flag = (answers: readonly string[]) => ({ kind: 'flag', words: 'a switch', answers });

export const surface: Surface = parseSurface(
  JSON.stringify({
    about: 'A family of policies.',
    failures: [
      { id: 'short', says: 'too short', words: 'it stopped short' },
      { id: 'lost', says: 'lost', words: 'it lost sight' },
    ],
    settings: {
      reach: number(10, ['short']),
      gain: number(10, ['short']),
      idle: number(10, []),
      eyes: flag(['lost']),
      noise: flag(['lost']),
    },
  }),
);
export const start: Values = { reach: 2, gain: 5, idle: 5, eyes: false, noise: false };
export const startText = JSON.stringify(start);

/** How far from right, by kind of failure; a person would have to find out. */
function wrongs(values: Values): { readonly short: number; readonly lost: number } {
  const reach = Math.abs(Number(values.reach) - 7.5) / 5;
  const gain = Math.abs(Number(values.gain) - 4) / 12;
  const lost = (values.eyes === true ? 0 : 0.35) + (values.noise === true ? 0.3 : 0);
  return { short: 0.45 * reach + 0.3 * gain, lost };
}

/** The hidden rate; 0.97 is the best there is. */
export function rateOf(values: Values): number {
  const { short, lost } = wrongs(values);
  return Math.max(0.02, 0.97 - short - lost);
}

export interface Drawn {
  readonly success: boolean;
  readonly attempts: number;
  readonly kind: 'short' | 'lost';
}

export function drawTrial(values: Values, seed: number, key: string): Drawn {
  const rng = createRng(seed).fork(key);
  const { short, lost } = wrongs(values);
  const kind = rng.uniform() * (short + lost) < short ? 'short' : 'lost';
  return { success: rng.uniform() < rateOf(values), attempts: 1 + rng.below(3), kind };
}

export class Killed extends Error {}

interface Asked {
  readonly id: string;
  readonly values: Values;
  readonly key: string;
}

/** A bench and a clone that outlive the researchers that are killed at them. */
export function createResearcherWorld(seed: number, trialsBudget: number) {
  const ideas: { id: string; hypothesis: string; conclusion: string | null }[] = [];
  const asked: Asked[] = [];
  const commits: { subject: string; files: ReadonlyMap<string, string> }[] = [];
  const first = new Map([
    [surfacePath, JSON.stringify(surface)],
    [settingsPath, startText],
  ]);
  let files: ReadonlyMap<string, string> = first;
  const open = () => ideas.find(({ conclusion }) => conclusion === null);
  const no = (text: string): DeskAnswer => ({ ok: false, text });
  const yes = (text: string): DeskAnswer => ({ ok: true, text });
  const find = (id: string | undefined): Asked => {
    const found = asked.find((each) => each.id === id);
    if (found === undefined) throw new Error(`nobody asked for ${id}`);
    return found;
  };
  const told = (each: Asked): Drawn => drawTrial(each.values, seed, each.key);

  const answers: Readonly<Record<string, (words: readonly string[]) => DeskAnswer>> = {
    status: () => {
      const idea = open();
      return yes(
        idea === undefined
          ? 'idea: none open; begin one with idea_start'
          : `idea: ${idea.id} agent-0001 open, 1 success, 2 failure, 0 invalid: ${idea.hypothesis}`,
      );
    },
    tree: () => yes('There is no idea yet.'),
    budget: () => yes(`trials   ${trialsBudget - asked.length} trials left of ${trialsBudget}`),
    'idea start': (words) => {
      if (open() !== undefined) return no(`refused: ${open()?.id} is still open`);
      const id = `idea-${String(ideas.length + 1).padStart(4, '0')}`;
      ideas.push({ id, hypothesis: words[3] ?? '', conclusion: null });
      return yes(`${id} is open. Change the policy, commit, then trial_start.`);
    },
    'idea finish': (words) => {
      const idea = open();
      if (idea === undefined) return no('refused: you have no open idea');
      idea.conclusion = words[2] ?? '';
      return yes(`closed: ${idea.id}`);
    },
    'trial start': (words) => {
      const key = words[3] ?? '';
      let known = asked.find((each) => each.key === key);
      if (known === undefined) {
        if (asked.length >= trialsBudget)
          return no(`refused: your budget of ${trialsBudget} trials is used up`);
        const id = `req-${String(asked.length + 1).padStart(4, '0')}`;
        known = { id, key, values: parseValues(files.get(settingsPath) ?? '', surface) };
        asked.push(known);
      }
      return yes(`${known.id} (commit 0123456789): next to run. Next: trial_wait ${known.id}`);
    },
    'trial wait': (words) => {
      const each = find(words[2]);
      const how = told(each).success ? 'success' : 'failure (not-reached)';
      return yes(`${each.id}: ${how}. Over. log says what happened.`);
    },
    log: (words) => {
      const each = find(words[1]);
      const { success, attempts, kind } = told(each);
      const places = Array.from({ length: attempts }, (_, k) => k + 1);
      const isLast = (at: number): boolean => success && at === attempts;
      if (words.includes('policy'))
        return yes(
          places
            .map((at) => `attempt ${at}: done: ${kind === 'short' ? 'too short' : 'lost'}`)
            .join('\n'),
        );
      const heads = places.map(
        (at) =>
          `attempt ${at}: 3.20 s, ended by done, judged ${isLast(at) ? 'success' : 'failure'}`,
      );
      return yes([each.id, ...heads].join('\n'));
    },
  };

  /** Ports that die at their `calls`-th call: before it has an effect, or after and before its answer. */
  const portsUntil = (calls: number, late: boolean): ResearcherPorts => {
    let left = calls;
    const mortal = <T>(run: () => T): T => {
      const dies = --left < 0;
      if (dies && !late) throw new Killed();
      const answer = run();
      if (dies) throw new Killed();
      return answer;
    };
    const clone: Clone = {
      tidy: async () => mortal(() => undefined),
      read: async (file) => mortal(() => files.get(file) ?? null),
      commit: async (written, message) =>
        mortal(() => {
          files = new Map([...files, ...written.map(({ path, text }) => [path, text] as const)]);
          commits.push({ subject: message.split('\n')[0] ?? '', files });
        }),
    };
    return {
      desk: async (words) =>
        mortal(() => {
          const verb = answers[words.slice(0, 2).join(' ')] ?? answers[words[0] ?? ''];
          if (verb === undefined) throw new Error(`no such verb: ${words.join(' ')}`);
          return verb(words);
        }),
      clone,
      clock: createStillClock(),
      say: () => undefined,
    };
  };

  return {
    portsUntil,
    get result() {
      return { ideas, asked: asked.map(({ id, key }) => `${id} ${key}`), files, commits };
    },
  };
}
