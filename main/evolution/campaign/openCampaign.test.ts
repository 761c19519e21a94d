/**
 * A campaign on a real ledger, its trials decided by a coin that belongs to policy and draw: what is handed in is screened,
 * carried, duelled and kept; nothing runs that nobody asked for while an agent is waited for; and wherever a core ends, the
 * next one goes on to the same decisions.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { trialRng } from '../../base/lib/rng.ts';
import { createSignal } from '../../base/lib/topic.ts';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import { shelve } from '../../environment/task/shelf.ts';
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import { campaignRules } from '../../improvement/evidence/campaignState.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import type { CampaignFold } from './foldCampaign.ts';
import { type CampaignOrder, type OpenCampaign, openCampaign } from './openCampaign.ts';

const sealHash = 'a'.repeat(64);
const rule = { ...campaignRules.strict, firstTrials: 6, blockTrials: 3 };
const order: CampaignOrder = {
  ...{ nightId: 'night-0001', sealHash, seed: 7, clock: 'lockstep' },
  ...{ rule, metric: 'pass-k', thinkSeconds: 60, trials: null, inARow: 50 },
};
/** True rates by the first letter of the commit: version 0 is `0`. */
const rates: Readonly<Record<string, number>> = { '0': 0.3, b: 0.95, c: 0.1, d: 0.3 };
const never = new AbortController().signal;

let dir: string;
let ledger: Ledger;
let task: ShelvedTask;
let letters: Map<string, string>;

const shelfDir = (): string => path.join(dir, 'shelf');

/** Each commit is a policy of one file, and its letter is what it can do. */
async function exportTree(commit: string, _part: string, into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  writeFileSync(path.join(into, 'policy.ts'), `// ${commit}\n`);
}

const open = async (): Promise<OpenCampaign> =>
  await openCampaign(
    {
      ...{ clock: realClock, ledger, shelfDir: shelfDir(), changed: () => undefined },
      hub: {
        exportTree,
        head: async () => '0'.repeat(40),
        policyLine: async (commit) => [{ commit, policyTree: commit }],
      },
      ...{ isAsked: () => false, wordsOf: () => () => undefined },
    },
    order,
  );

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-campaign-'));
  const ports = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), ports);
  const v0 = path.join(dir, 'v0');
  await exportTree('0'.repeat(40), 'policy', v0);
  const policy = { ...(await shelve(shelfDir(), v0)), commit: null };
  letters = new Map([[policy.hash, '0']]);
  task = { policy } as ShelvedTask;
});
afterEach(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

interface Ran {
  readonly id: string;
  readonly kind: string;
  readonly draw: number;
  readonly letter: string;
}

/** One trial as the bench would run it; `dies`: its core ends in the middle of it. */
async function runNext(campaign: OpenCampaign, ran: Ran[], dies = false): Promise<boolean> {
  const says = await campaign.next(task, never);
  if (says.kind !== 'trial') return false;
  const { index, draw, policy = task.policy, facts } = says.trial;
  const id = `night-0001-00001-${String(index + 1).padStart(4, '0')}`;
  const letter = must(letters.get(policy.hash));
  const provenance = {
    ...{ nightId: order.nightId, sealHash, policyHash: policy.hash, policyCommit: policy.commit },
    ...{ trialIndex: index, draw, ...facts },
  } as unknown as Provenance;
  ledger.append({ kind: 'trial-started', id, index, batchId: 'night-0001-00001', provenance });
  const isSuccess = trialRng(draw, letter.charCodeAt(0), 'coin').uniform() < must(rates[letter]);
  const row: TrialRow = {
    ...{ id, batchId: 'night-0001-00001', index, task: 'touch', attempts: 1, stepHash: '' },
    ...{ benchSeconds: 30, wallTime: '2026-11-30T00:00:00.000Z', clock: 'lockstep', seed: 7 },
    outcome: dies ? 'invalid' : isSuccess ? 'success' : 'failure',
    reason: dies ? 'aborted' : isSuccess ? null : 'not-reached',
    acted: true,
  };
  if (dies) ledger.append({ kind: 'trial-aborted', id, row, why: 'its core ended' });
  else {
    ledger.append({ kind: 'trial-finished', id, row, verdictHash: '' });
    ran.push({ id, kind: must(facts?.part).kind, draw, letter });
  }
  return true;
}

const commitOf = (letter: string): string => letter.repeat(40);
const ideas = ['c', 'b', 'd'];

const isOver = ({ campaign }: CampaignFold, hash: string): boolean => {
  const standing = campaign?.ideas.find(({ tree }) => tree === hash)?.standing;
  return standing === 'kept' || standing === 'discarded' || standing === 'inconclusive';
};

/**
 * The whole campaign of three ideas, each handed in when the one before is decided. The core dies in these trials, counted
 * over all; what the agent asked of it is asked again of the next one.
 */
async function runAll(deaths: ReadonlySet<number>): Promise<{ ran: Ran[]; fold: CampaignFold }> {
  const ran: Ran[] = [];
  for (const letter of ideas) letters.set(await shelveOf(letter), letter);
  const hashes = new Map([...letters].map(([hash, letter]) => [letter, hash]));
  let campaign = await open();
  const moved = createSignal<null>();
  const agent = async (): Promise<void> => {
    for (const [index, letter] of ideas.entries()) {
      const hash = must(hashes.get(letter));
      for (;;) {
        // Before looking: what happens meanwhile is not missed.
        const next = new Promise<void>((done) => {
          const listening = moved.on(() => {
            listening[Symbol.dispose]();
            done();
          });
        });
        const fold = await campaign.read();
        if (isOver(fold, hash)) break;
        const named = { agentId: 'agent-0001', requestId: `req-000${index + 1}`, ideaId: null };
        if (fold.policies.has(hash)) await next;
        else await campaign.handIn({ ...named, commit: commitOf(letter) }).catch(() => next);
      }
    }
    campaign.setAgent(false);
  };
  const working = agent();
  for (let started = 0, goes = true; goes; started++) {
    const dies = deaths.has(started);
    goes = await runNext(campaign, ran, dies);
    if (dies) {
      const before = campaign;
      campaign = await open();
      await before[Symbol.asyncDispose]();
    }
    moved.emit(null);
  }
  await working;
  const fold = await campaign.read();
  await campaign[Symbol.asyncDispose]();
  return { ran, fold };
}

async function shelveOf(letter: string): Promise<string> {
  const into = path.join(dir, `policy-${letter}`);
  await exportTree(commitOf(letter), 'policy', into);
  return (await shelve(shelfDir(), into)).hash;
}

describe('a campaign', () => {
  it('keeps the one idea that is better, once, and says so in the ledger', async () => {
    const { fold, ran } = await runAll(new Set());
    expect(letters.get(must(fold.campaign).champion.tree)).toBe('b');
    const said = ledger
      .notes('campaign-decided', 100)
      .flatMap(({ body }) => (body.kind === 'campaign-decided' ? [body] : []))
      .map(({ policyHash, outcome, by }) => `${letters.get(policyHash)} ${outcome} ${by}`);
    expect(said.toReversed().sort()).toEqual(
      fold.decided
        .map(({ decision }) => `${letters.get(decision.tree)} ${decision.outcome} ${decision.by}`)
        .sort(),
    );
    expect(said).toContain('b kept duel');
    expect(said).toContain('c discarded screen');
    const first = ran.filter(({ kind }) => kind === 'measure');
    expect(first).toHaveLength(6);
    expect(new Set(ran.map(({ draw }) => draw)).size).toBe(
      ran.length - ran.filter(({ kind }) => kind === 'duel').length / 2,
    );
    expect(fold.spent).toBe(ran.filter(({ kind }) => kind !== 'fill' && kind !== 'block').length);
  });

  it.each([1, 2])('goes on from five ends of its core to the same decisions (%i)', async (seed) => {
    const whole = await runAll(new Set());
    const wholeKeys = whole.fold.decided.map(({ decision }) => decision);
    ledger[Symbol.dispose]();
    rmSync(path.join(dir, 'ledger.sqlite'));
    rmSync(path.join(dir, 'ledger.head'), { force: true });
    const ports = { clock: realClock, log: silentLog, softwareVersion: 'test' };
    ledger = openLedger(path.join(dir, 'again.sqlite'), ports);
    const rng = trialRng(seed, 0, 'deaths');
    const moments = Array.from({ length: 5 }, () => Math.floor(rng.uniform() * whole.ran.length));
    const broken = await runAll(new Set(moments));
    expect(broken.fold.decided.map(({ decision }) => decision)).toEqual(wholeKeys);
    const asked = ({ kind, draw, letter }: Ran) => `${kind} ${draw} ${letter}`;
    // A pair whose second leg died is run again whole: its first leg is there twice.
    expect([...new Set(broken.ran.map(asked))]).toEqual(whole.ran.map(asked));
  });
});
