/** The list before a night, line by line. */
import { describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import type { AgentProbe } from '../../base/model/agent.ts';
import type { PreflightLine } from '../../base/model/night.ts';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { SealCard } from '../../base/model/seal.ts';
import { simulatedBenchEnvelope as bench } from '../../bench/benchEnvelope.ts';
import { judgeStop } from '../../bench/check/judgeHouse.ts';
import { type PreflightFacts, planPreflight } from './preflight.ts';

const nowWallTime = '2026-11-30T20:00:00.000Z';
const budget = { trials: 50, robotHours: null, wallHours: null, tokens: null, usd: null };
const seal = {
  ...{ hash: 'a'.repeat(64), signedBy: 'Ada', overrode: null, problem: null },
  contract: {
    ...{ envelopes: { bench, reset: bench, episode: bench } },
    ...{ target: { inARow: 50 }, budget },
  },
} as unknown as SealCard;
const reset = {
  ...{ longestRow: 20, verified: { k: 20, n: 20, lo: 0.83, hi: 1 }, secondsP50: 9.5 },
  spread: { n: 20, coordinates: { xM: 0.1, yM: 0.2, yawRad: 0.1 } },
} as unknown as ResetMeasure;
const held = { kind: 'stop-tested', benchId: 'b', held: true } as const;
const stop = judgeStop(
  { ...held, wroteAfterMs: 3, stoodAfterMs: 90, wallTime: nowWallTime },
  nowWallTime,
);
const good: PreflightFacts = {
  ...{
    task: 'push-t',
    agent: 'none',
    probe: null,
    makers: {},
    lockstep: false,
    nowWallTime,
    seal,
    judgeWhy: [],
    reset,
    stop,
    bench,
    budget,
  },
  drift: {
    ...{ judge: 'judge-0001', wallTime: '2026-11-30T19:30:00.000Z' },
    cameras: [{ role: 'front', state: 'as-learnt', shiftPx: 0.2, gain: 1, words: 'As it was.' }],
    canaries: { n: 6, same: 6 },
  },
  hottest: { joint: 'elbow_flex', temperatureC: 38 },
  disk: { freeBytes: 50e9, trialBytes: 10e6, trialSeconds: 20, measured: 12 },
  isolation: 'bubblewrap',
};

const lineOf = (facts: Partial<PreflightFacts>, id: PreflightLine['id']): PreflightLine =>
  must(planPreflight({ ...good, ...facts }).find((line) => line.id === id));

describe('preflight', () => {
  it('passes where all is well, each line with its figure', () => {
    const lines = planPreflight(good);
    expect(lines.map(({ id, state }) => `${id} ${state}`)).toEqual([
      ...['seal pass', 'judge pass', 'canaries pass', 'reset pass', 'stop pass'],
      ...['envelope pass', 'servos pass', 'disk pass', 'budget pass', 'agent pass'],
    ]);
    expect(lineOf({}, 'canaries').words).toContain('30 minutes ago');
    expect(lineOf({}, 'disk').words).toContain('up to 50 trials of 10 MB');
    expect(lineOf({}, 'agent').words).toContain('bubblewrap');
  });

  it('without a contract nothing that is sealed can hold', () => {
    for (const id of ['seal', 'judge', 'reset', 'envelope', 'budget'] as const)
      expect(lineOf({ seal: null, budget: null }, id).state).toBe('fail');
    expect(lineOf({ seal: { ...seal, problem: 'judge/judge.ts changed' } }, 'seal')).toMatchObject({
      ...{ state: 'fail', words: expect.stringContaining('judge/judge.ts') },
    });
  });

  it('what was sealed against a rule is a warning with who and why', () => {
    const forced = { ...seal, overrode: 'a test' };
    expect(lineOf({ judgeWhy: ['p99 212 ms.'] }, 'judge').state).toBe('fail');
    expect(lineOf({ judgeWhy: ['p99 212 ms.'], seal: forced }, 'judge')).toMatchObject({
      ...{ state: 'warn', words: expect.stringContaining('by Ada: a test') },
    });
    expect(lineOf({ reset: null, seal: forced }, 'reset').state).toBe('warn');
    expect(lineOf({ reset: { ...reset, longestRow: 19 } }, 'reset').state).toBe('fail');
    const spread = { ...reset.spread, n: 200, coordinates: { xM: 0.3, yM: 0.1, yawRad: 0.1 } };
    expect(lineOf({ reset: { ...reset, spread } }, 'reset').words).toContain('xM');
  });

  it('a camera that moved, a clip that turned and an old look all fail in real time', () => {
    const drift = must(good.drift);
    const off = { ...must(drift.cameras[0]), state: 'moved' } as const;
    for (const change of [
      { cameras: [off] },
      { canaries: { n: 6, same: 5 } },
      { wallTime: '2026-11-30T08:00:00.000Z' },
    ]) {
      const facts = { drift: { ...drift, ...change } };
      expect(lineOf(facts, 'canaries').state).toBe('fail');
      expect(lineOf({ ...facts, lockstep: true }, 'canaries').state).toBe('warn');
    }
    expect(lineOf({ drift: null }, 'canaries').state).toBe('fail');
  });

  it('what the makers measured passes and says so; the watch then has nothing to compare with', () => {
    const note = { wallTime: '2026-11-30T20:00:00.000Z', counts: true };
    const makers = { judge: note, reset: note };
    for (const id of ['judge', 'reset'] as const) {
      expect(lineOf({ makers }, id).state).toBe('pass');
      expect(lineOf({ makers }, id).words).toContain(
        'by the makers on the simulated bench, 2026-11-30.',
      );
    }
    expect(lineOf({ makers, drift: null }, 'canaries').state).toBe('warn');
    const elsewhere = { judge: { ...note, counts: false } };
    expect(lineOf({ makers: elsewhere, drift: null }, 'canaries').state).toBe('fail');
  });

  it('names commands apart from the words', () => {
    const never = judgeStop(null, nowWallTime);
    const nothing = { seal: null, budget: null, stop: never, drift: null, hottest: null };
    for (const line of planPreflight({ ...good, ...nothing })) {
      expect(`${line.words} ${line.remedy}`).not.toMatch(/bench [a-z]+ [a-z]+ --/);
      expect(line.command === undefined).toBe(line.remedy === '');
      expect(line.command ?? '').not.toContain('TASK');
    }
    expect(lineOf({ seal: null }, 'judge').command).toContain('bench seal create --task push-t');
    expect(lineOf({ judgeWhy: ['x.'] }, 'judge').command).toBe('bench judge measure --task push-t');
  });

  it('what concerns an arm of metal is not asked in bench time', () => {
    const never = judgeStop(null, nowWallTime);
    expect(lineOf({ stop: never }, 'stop').state).toBe('fail');
    expect(lineOf({ stop: never, lockstep: true }, 'stop').state).toBe('pass');
    const hot = { joint: 'elbow_flex', temperatureC: 51 };
    expect(lineOf({ hottest: hot }, 'servos').state).toBe('fail');
    expect(lineOf({ hottest: null }, 'servos').state).toBe('fail');
    expect(lineOf({ hottest: null, lockstep: true }, 'servos').state).toBe('pass');
  });

  it('the disk has room for the tightest of the bounds', () => {
    const small = { ...good.disk, freeBytes: 300e6 };
    expect(lineOf({ disk: small }, 'disk').state).toBe('fail');
    const hours = { ...budget, trials: null, robotHours: 0.1 };
    // 360 s of 20 s each: 18 trials, 180 MB.
    expect(lineOf({ disk: small, budget: hours }, 'disk')).toMatchObject({
      ...{ state: 'pass', words: expect.stringContaining('up to 18 trials') },
    });
    expect(lineOf({ disk: { ...small, measured: 0 } }, 'disk').words).toContain('estimate');
  });

  it('an envelope that reaches out of the bench fails, and so does a night without an end', () => {
    const wide = { ...bench.workspaceM, x: { min: 0, max: 0.5 } };
    const episode = { ...bench, workspaceM: wide };
    const envelopes = { bench, reset: bench, episode };
    const contract = { ...seal.contract, envelopes };
    expect(lineOf({ seal: { ...seal, contract } }, 'envelope').state).toBe('fail');
    expect(lineOf({ budget: { ...budget, trials: null } }, 'budget').state).toBe('fail');
    expect(lineOf({ isolation: 'none' }, 'agent').state).toBe('warn');
  });

  describe('of a night with an agent', () => {
    const named = { recipe: 'resident', name: 'Researcher', where: '', advice: 'npm install x' };
    const found = { ...named, version: '1', purposes: ['policy'] };
    const probe = { jail: 'landlock', jailWhy: '', agents: [found] } as unknown as AgentProbe;
    const sealed = {
      ...seal,
      contract: { ...seal.contract, decision: { rule: 'stack', metric: 'pass-k' } },
    } as SealCard;
    const withAgent = { agent: 'resident', probe, seal: sealed };
    const other = (change: object): AgentProbe => ({
      ...probe,
      agents: [{ ...must(probe.agents[0]), ...change }],
    });

    it('it is there, confined, and the contract lets a policy become champion', () => {
      expect(lineOf(withAgent, 'agent')).toMatchObject({
        ...{ state: 'pass', remedy: '' },
        words: 'Researcher works on the policy, in a jail of landlock.',
      });
    });

    it.each([
      [
        'no rule',
        { seal: { ...sealed, contract: { ...sealed.contract, decision: { rule: 'none' } } } },
        'no policy take',
      ],
      ['no such agent', { agent: 'codex' }, 'There is no agent codex.'],
      ['nobody can tell', { probe: null }, 'Nobody can tell'],
      ['not installed', { probe: other({ version: null }) }, 'Researcher is not installed.'],
      [
        'writes judges alone',
        { probe: other({ purposes: ['judge'] }) },
        'does not work on policies',
      ],
      [
        'no jail',
        { probe: { ...probe, jail: 'none', jailWhy: 'no bwrap' } },
        'confines an agent: no bwrap',
      ],
    ])('fails: %s', (_name, change, words) => {
      const line = lineOf({ ...withAgent, ...(change as Partial<PreflightFacts>) }, 'agent');
      expect(line).toMatchObject({ state: 'fail', words: expect.stringContaining(words) });
      expect(line.remedy).not.toBe('');
    });

    it('a command of the lab’s own has no version to look for', () => {
      const command = { recipe: 'command', version: null, purposes: undefined };
      const facts = { ...withAgent, agent: 'command', probe: other(command) };
      expect(lineOf(facts, 'agent').state).toBe('pass');
    });

    it('what it writes runs: where nothing confines programs of the task, that is said', () => {
      expect(lineOf({ ...withAgent, isolation: 'none' }, 'agent')).toMatchObject({
        ...{ state: 'warn', words: expect.stringContaining('Nothing but limits keeps in') },
      });
    });

    it('trials alone do not end it: that is said, and the disk is weighed by hours in real time', () => {
      expect(lineOf(withAgent, 'budget').state).toBe('warn');
      const hours = { ...budget, robotHours: 1 };
      expect(lineOf({ ...withAgent, budget: hours }, 'budget').state).toBe('pass');
      // Ten hours of 20 s each.
      expect(lineOf(withAgent, 'disk').words).toContain('up to 1800 trials');
      expect(lineOf({ ...withAgent, budget: hours }, 'disk').words).toContain('up to 180 trials');
      expect(lineOf({ ...withAgent, lockstep: true }, 'disk').words).toContain('up to 50 trials');
    });
  });
});
