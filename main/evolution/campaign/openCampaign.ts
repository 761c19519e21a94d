/**
 * The referee of a night with agents. What they hand in becomes a policy on the shelf, keyed by its bytes; what runs next
 * the rule decides from the ledger; decisions are written down as they fall. It owns no robot and no agent: it is asked for
 * a trial, and told of policies. All state is the ledger's: another core goes on where this one ended.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { createSignal } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ChosenPolicy } from '../../environment/task/choosePolicy.ts';
import { shelve } from '../../environment/task/shelf.ts';
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import type { CampaignRule } from '../../improvement/evidence/campaignState.ts';
import type { Referee, RefereeSays } from '../../rollout/night/referee.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { Hub } from '../hub/hub.ts';
import { type CampaignFold, createCampaignFold, type Metric } from './foldCampaign.ts';
import { type Move, planMove } from './planMove.ts';

export interface CampaignPorts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'append' | 'entries'>;
  readonly hub: Pick<Hub, 'exportTree' | 'ancestors'>;
  readonly shelfDir: string;
  /** The fold is newer than it was. */
  readonly changed: () => void;
}

export interface CampaignOrder {
  readonly nightId: string;
  readonly sealHash: string;
  readonly seed: number;
  readonly clock: 'real' | 'lockstep';
  readonly rule: CampaignRule;
  readonly metric: Metric;
  readonly trials: number | null;
  readonly inARow: number;
  /** Lockstep: bench seconds that an agent's pause counts for. */
  readonly thinkSeconds: number;
}

/** What an agent hands in. */
export interface HandedIn {
  readonly agentId: string;
  readonly requestId: string;
  readonly ideaId: string | null;
  readonly commit: string;
}

export interface OpenCampaign extends Referee {
  /** As new as the ledger when it resolves. */
  read(): Promise<CampaignFold>;
  /** Gives the hash of the policy. @throws BenchError `refused` where it is the champion's own. */
  handIn(policy: HandedIn): Promise<string>;
  withdraw(who: Pick<HandedIn, 'agentId' | 'requestId'>): void;
  /** An agent works, or none does any more. */
  setAgent(there: boolean): void;
}

interface Waiting {
  readonly policy: HandedIn;
  readonly resolve: (policyHash: string) => void;
  readonly reject: (why: unknown) => void;
}

/** A few milliseconds of the core's own thread. */
const entriesPerPage = 200;
const mostAncestors = 1000;

function createReader({ clock, ledger }: CampaignPorts, fold: CampaignFold) {
  let seq = 0;
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    for (;;) {
      const entries = ledger.entries(seq + 1, entriesPerPage);
      for (const entry of entries) {
        fold.apply(entry);
        seq = entry.seq;
      }
      if (entries.length < entriesPerPage) return;
      await clock.sleep(0);
    }
  };
  return async (): Promise<CampaignFold> => {
    reading = reading.then(read, read);
    await reading;
    return fold;
  };
}

/** Says in the ledger what was decided since it was said last. */
function createAnnouncer({ ledger }: CampaignPorts, { nightId, sealHash }: CampaignOrder) {
  let said = 0;
  return {
    /** What earlier nights said is not said again. */
    skip: (fold: CampaignFold): void => {
      said = fold.decided.length;
    },
    say(fold: CampaignFold): void {
      for (; said < fold.decided.length; said++) {
        const { decision } = must(fold.decided[said]);
        const { tree: policyHash, outcome, by } = decision;
        const of = 'of' in decision ? decision.of : null;
        const body = { nightId, sealHash, policyHash, outcome, by, of };
        ledger.append({ kind: 'campaign-decided', ...body });
      }
    },
  };
}

export async function openCampaign(
  ports: CampaignPorts,
  order: CampaignOrder,
): Promise<OpenCampaign> {
  const { ledger, hub, shelfDir, changed } = ports;
  const { nightId, sealHash, seed, trials, inARow } = order;
  const readAll = createReader(ports, createCampaignFold(sealHash, order));
  const announcer = createAnnouncer(ports, order);
  announcer.skip(await readAll());
  const news = createSignal<null>();
  let isAgentThere = true;
  let willBeThere = true;

  const read = async (): Promise<CampaignFold> => {
    const fold = await readAll();
    announcer.say(fold);
    return fold;
  };
  const policyOf = (fold: CampaignFold, task: ShelvedTask, hash: string | null): ChosenPolicy => {
    if (hash === null || hash === task.policy.hash) return task.policy;
    const { commit } = must(fold.policies.get(hash), 'a policy that nobody handed in');
    return { dir: path.join(shelfDir, hash), hash, commit };
  };
  const trialOf = (
    fold: CampaignFold,
    task: ShelvedTask,
    { policyHash, draw, part }: Extract<Move, { kind: 'trial' }>,
  ): RefereeSays => {
    const policy = policyOf(fold, task, policyHash);
    const known = fold.policies.get(policy.hash);
    const isAsked = part.kind === 'screen' || part.side === 'head';
    const whose =
      isAsked && known?.agentId != null ? { agentId: known.agentId, ideaId: known.ideaId } : {};
    const trial = { index: fold.nextIndex, draw, policy, facts: { ...whose, part } };
    return { kind: 'trial', trial };
  };
  const parentOf = async (fold: CampaignFold, commit: string): Promise<string> => {
    const hashes = new Map<string, string>();
    for (const { commit: known, policyHash } of fold.policies.values())
      if (known !== null) hashes.set(known, policyHash);
    const ancestors = await hub.ancestors(commit, mostAncestors);
    const nearest = ancestors.find((each) => each !== commit && hashes.has(each));
    const [version0] = fold.policies.keys();
    return nearest === undefined ? must(version0) : must(hashes.get(nearest));
  };
  const shelved = async (commit: string): Promise<string> => {
    const work = await mkdtemp(path.join(shelfDir, '.handed-in-'));
    try {
      const dir = path.join(work, 'policy');
      await hub.exportTree(commit, 'policy', dir);
      return (await shelve(shelfDir, dir)).hash;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
  const enter = async ({ agentId, requestId, ideaId, commit }: HandedIn): Promise<string> => {
    const fold = await read();
    const policyHash = await shelved(commit);
    if (policyHash === fold.campaign?.champion.tree)
      throw new BenchError('refused', 'this policy is the champion itself', {
        hint: 'change something, commit, and hand it in again',
      });
    const parentHash = await parentOf(fold, commit);
    if (order.clock === 'lockstep') {
      const seconds = Math.max(0, order.thinkSeconds - fold.filledSeconds);
      ledger.append({ kind: 'campaign-thought', nightId, sealHash, agentId, seconds });
    }
    const named = { agentId, requestId, ideaId, commit, policyHash, parentHash };
    ledger.append({ kind: 'campaign-idea', nightId, sealHash, ...named });
    await read();
    return policyHash;
  };
  const handedIn: Waiting[] = [];
  /** In lockstep where the rule has nothing else to do: bench time decides when, not the computer's speed. */
  const takeIn = async (): Promise<void> => {
    if (willBeThere !== isAgentThere) {
      isAgentThere = willBeThere;
      const supply = isAgentThere ? 'open' : 'dry';
      ledger.append({ kind: 'campaign-supply', nightId, sealHash, supply });
    }
    for (let each = handedIn.shift(); each !== undefined; each = handedIn.shift())
      await enter(each.policy).then(each.resolve, each.reject);
    changed();
  };
  const gone = new AbortController();
  const told = (): Promise<void> =>
    new Promise((done) => {
      const listening = news.on(() => {
        listening[Symbol.dispose]();
        done();
      });
    });
  return {
    read,
    handIn(policy) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      if (gone.signal.aborted) reject(gone.signal.reason);
      else handedIn.push({ policy, resolve, reject });
      news.emit(null);
      return promise;
    },
    withdraw({ agentId, requestId }) {
      ledger.append({ kind: 'campaign-withdrawn', nightId, sealHash, agentId, requestId });
      news.emit(null);
    },
    setAgent(there) {
      willBeThere = there;
      news.emit(null);
    },
    async next(_tally, task, signal) {
      const thinkSeconds = order.clock === 'real' ? null : order.thinkSeconds;
      const either = AbortSignal.any([signal, gone.signal]);
      for (;;) {
        const later = told();
        const fold = await read();
        const move = planMove(fold, { seed, trials, inARow, thinkSeconds, isAgentThere });
        const isFree = order.clock === 'real' || move.kind === 'wait';
        const hasNews = handedIn.length > 0 || willBeThere !== isAgentThere;
        if (fold.campaign !== null && isFree && hasNews) {
          await takeIn();
          continue;
        }
        changed();
        if (move.kind === 'end') return move;
        if (move.kind === 'trial') return trialOf(fold, task, move);
        await orAborted(later, either);
      }
    },
    async [Symbol.asyncDispose]() {
      const why = new BenchError('cancelled', 'the night stands still');
      gone.abort(why);
      for (const { reject } of handedIn.splice(0)) reject(why);
    },
  };
}
