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
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ChosenPolicy } from '../../environment/task/choosePolicy.ts';
import { shelve } from '../../environment/task/shelf.ts';
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import type { Referee, RefereeSays } from '../../rollout/night/referee.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { Hub, PolicyStep } from '../hub/hub.ts';
import { type CampaignReader, type CampaignSpan, createCampaignReader } from './campaignReader.ts';
import type { CampaignFold } from './foldCampaign.ts';
import { type Move, planMove } from './planMove.ts';

export interface CampaignPorts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'append' | 'entries'>;
  readonly hub: Pick<Hub, 'exportTree' | 'policyLine' | 'head'>;
  readonly shelfDir: string;
  /** The fold is newer than it was. */
  readonly changed: () => void;
  /** Somebody waits for trials of this policy. */
  readonly isAsked: (policyHash: string) => boolean;
  /** Who hears what a policy prints in that trial. */
  readonly wordsOf: (index: number) => (text: string) => void;
}

export interface CampaignOrder extends CampaignSpan {
  readonly seed: number;
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
  readonly reader: CampaignReader;
  /** As new as the ledger when it resolves. */
  read(): Promise<CampaignFold>;
  /** The policy of that commit on the shelf: its hash. @throws BenchError `not-found`, `storage`. */
  shelved(commit: string): Promise<string>;
  /** Resolves with the policy's hash once the campaign knows it, which in lockstep bench time decides. */
  handIn(policy: HandedIn): Promise<string>;
  /** Somebody asks who did not before, or waits no more. */
  asked(): void;
  /** An agent works, or none does any more: why it went, in words, as far as that is known. */
  setAgent(there: boolean, went?: string): void;
}

interface Waiting {
  readonly policy: HandedIn;
  readonly resolve: (policyHash: string) => void;
  readonly reject: (why: unknown) => void;
}

/** Commits back to where a policy that the campaign knows is looked for. */
const mostAncestors = 1000;

/** Says in the ledger what was decided and not said yet, also what fell as another core died. */
function createAnnouncer({ ledger }: CampaignPorts, { nightId, sealHash }: CampaignOrder) {
  let said = 0;
  return (fold: CampaignFold): void => {
    said = Math.max(said, fold.said);
    for (; said < fold.decided.length; said++) {
      const { decision } = must(fold.decided[said]);
      const { tree: policyHash, outcome, by } = decision;
      const of = 'of' in decision ? decision.of : null;
      const body = { nightId, sealHash, policyHash, outcome, by, of };
      ledger.append({ kind: 'campaign-decided', ...body });
    }
  };
}

export async function openCampaign(
  ports: CampaignPorts,
  order: CampaignOrder,
): Promise<OpenCampaign> {
  const { ledger, hub, shelfDir, changed, wordsOf } = ports;
  const { nightId, sealHash, seed, trials, inARow } = order;
  const reader = createCampaignReader(ports, order);
  const { fold } = reader;
  const announce = createAnnouncer(ports, order);
  await reader.read();
  const news = createSignal<null>();
  let isAgentThere = true;
  let agentWent = '';

  const read = async (): Promise<CampaignFold> => {
    await reader.read();
    announce(fold);
    return fold;
  };
  /** As the ledger has it: what a core or a night before this one said holds until this one says otherwise. */
  const isSupplied = (): boolean => fold.campaign === null || fold.campaign.supply === 'open';
  /** By git's tree of the policy. */
  const hashes = new Map<string, string>();
  const hashOf = async ({ commit, policyTree }: PolicyStep): Promise<string> => {
    const known = hashes.get(policyTree);
    if (known !== undefined) return known;
    const work = await mkdtemp(path.join(shelfDir, '.handed-in-'));
    try {
      const dir = path.join(work, 'policy');
      await hub.exportTree(commit, 'policy', dir);
      const { hash } = await shelve(shelfDir, dir);
      hashes.set(policyTree, hash);
      return hash;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
  const shelved = async (commit: string): Promise<string> => {
    const [own] = await hub.policyLine(commit, 1);
    return await hashOf(must(own, 'a commit without a policy'));
  };
  const looked = new Set<string>();
  /** Git's trees of all policies that the campaign knows: each is asked for once in this core's life. */
  const knowTrees = async (): Promise<void> => {
    for (const { policyHash, commit } of fold.policies.values()) {
      if (commit === null || looked.has(policyHash)) continue;
      const [step] = await hub.policyLine(commit, 1).catch((thrown: unknown) => {
        if (toBenchError(thrown).code === 'not-found') return [];
        throw thrown;
      });
      if (step !== undefined) hashes.set(step.policyTree, policyHash);
      looked.add(policyHash);
    }
  };
  /** The nearest policy behind it that the campaign knows; else version 0. What it does not know is never unpacked. */
  const parentOf = async (commit: string, own: string): Promise<string> => {
    await knowTrees();
    for (const { policyTree } of await hub.policyLine(commit, mostAncestors)) {
      const hash = hashes.get(policyTree);
      if (hash !== undefined && hash !== own && fold.policies.has(hash)) return hash;
    }
    const [version0] = fold.policies.keys();
    return must(version0);
  };
  /** What the night began with, under the commit that has the same bytes: main's, which follows the working copy. */
  const version0 = async ({ policy }: ShelvedTask): Promise<ChosenPolicy> => {
    if (policy.commit !== null) return policy;
    const commit = await hub.head();
    return (await shelved(commit)) === policy.hash ? { ...policy, commit } : policy;
  };
  const policyOf = async (task: ShelvedTask, hash: string | null): Promise<ChosenPolicy> => {
    if (hash === null) return await version0(task);
    const { commit } = must(fold.policies.get(hash), 'a policy that nobody handed in');
    return { dir: path.join(shelfDir, hash), hash, commit };
  };
  const trialOf = async (
    task: ShelvedTask,
    { policyHash, draw, part }: Extract<Move, { kind: 'trial' }>,
  ): Promise<RefereeSays> => {
    const policy = await policyOf(task, policyHash);
    const known = fold.policies.get(policy.hash);
    const isAsked = part.kind === 'screen' || part.side === 'head';
    const whose =
      isAsked && known?.agentId != null ? { agentId: known.agentId, ideaId: known.ideaId } : {};
    const onPolicyWords = part.kind === 'duel' ? undefined : wordsOf(fold.nextIndex);
    const trial = { index: fold.nextIndex, draw, policy, facts: { ...whose, part } };
    return { kind: 'trial', trial: { ...trial, ...(onPolicyWords && { onPolicyWords }) } };
  };
  const enter = async (
    { agentId, requestId, ideaId, commit }: HandedIn,
    seconds: number,
  ): Promise<string> => {
    await read();
    const policyHash = await shelved(commit);
    const parentHash = await parentOf(commit, policyHash);
    if (order.clock === 'lockstep')
      ledger.append({ kind: 'campaign-thought', nightId, sealHash, agentId, seconds });
    const named = { agentId, requestId, ideaId, commit, policyHash, parentHash };
    ledger.append({ kind: 'campaign-idea', nightId, sealHash, ...named });
    await read();
    return policyHash;
  };
  const handedIn: Waiting[] = [];
  const supply = (to: 'open' | 'dry'): void => {
    ledger.append({ kind: 'campaign-supply', nightId, sealHash, supply: to });
  };
  /**
   * In lockstep where the rule has nothing else to do: bench time decides when, not the computer's speed. Ideas first: they
   * came before their agent went. What is handed in together had one pause before it.
   */
  const takeIn = async (): Promise<void> => {
    let pauseS = Math.max(0, order.thinkSeconds - fold.quietSeconds);
    for (let each = handedIn.shift(); each !== undefined; each = handedIn.shift()) {
      await enter(each.policy, pauseS).then(each.resolve, each.reject);
      pauseS = 0;
    }
    if (!isAgentThere && isSupplied()) supply('dry');
    changed();
  };
  const gone = new AbortController();
  /** From now on: what happens before it is waited for is not missed. */
  const listen = () => {
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const listening = news.on(() => resolve());
    return { told, [Symbol.dispose]: () => listening[Symbol.dispose]() };
  };
  const championAsked = (): boolean =>
    fold.campaign === null || ports.isAsked(fold.campaign.champion.tree);
  return {
    ...{ reader, read, shelved },
    asked: () => news.emit(null),
    handIn(policy) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      if (gone.signal.aborted) reject(gone.signal.reason);
      else handedIn.push({ policy, resolve, reject });
      news.emit(null);
      return promise;
    },
    setAgent(there, went = '') {
      isAgentThere = there;
      agentWent = went;
      news.emit(null);
    },
    async next(task, signal) {
      const thinkSeconds = order.clock === 'real' ? null : order.thinkSeconds;
      const either = AbortSignal.any([signal, gone.signal]);
      for (;;) {
        using listening = listen();
        await read();
        // A night or a core before this one ended without an agent: whoever works now hands in more.
        if (isAgentThere && !isSupplied()) {
          supply('open');
          continue;
        }
        const facts = { seed, trials, inARow, thinkSeconds, isAgentThere: isSupplied(), agentWent };
        const move = planMove(fold, { ...facts, isChampionAsked: championAsked() });
        const isFree = order.clock === 'real' || move.kind === 'wait';
        const hasNews = handedIn.length > 0 || isAgentThere !== isSupplied();
        if (fold.campaign !== null && isFree && hasNews) {
          await takeIn();
          continue;
        }
        changed();
        if (move.kind === 'end') return move;
        if (move.kind === 'trial') return await trialOf(task, move);
        await orAborted(listening.told, either);
      }
    },
    async [Symbol.asyncDispose]() {
      const why = new BenchError('cancelled', 'the night stands still');
      gone.abort(why);
      for (const { reject } of handedIn.splice(0)) reject(why);
    },
  };
}
