/**
 * Requests of agents in a night, answered by the campaign: what a policy is tested by is the referee's to say, so the n-th
 * request for one policy gets the n-th trial that the referee ran of it, whoever asked and under whichever name. Of duels
 * an agent hears the count alone. A policy whose test is over answers no further request. Kept nowhere: book and ledger say
 * which trials were told.
 */
import { toBenchError } from '../../base/model/errors.ts';
import type { Campaign, IdeaRecord } from '../../improvement/evidence/campaignState.ts';
import type { AskedTrial } from '../agent/agentBook.ts';
import type { AgentsOfNights } from '../agent/nightSeats.ts';
import type { CampaignFold, CampaignTrial } from './foldCampaign.ts';
import type { OpenCampaign } from './openCampaign.ts';

export interface NightRequestPorts {
  readonly task: string;
  readonly agents: Pick<AgentsOfNights, 'book' | 'answer' | 'wordsOf'>;
  /** Null until it is open. */
  readonly campaign: () => Pick<OpenCampaign, 'read' | 'shelved' | 'handIn' | 'asked'> | null;
}

export interface NightRequests {
  /** Something was asked, withdrawn or run: answers what can be answered. Never rejects. */
  serve(): Promise<void>;
  /** Somebody waits for trials of this policy. */
  isAsked(policyHash: string): boolean;
  /** Of the request that the next trial of this policy will answer. */
  wordsOf(policyHash: string): ((text: string) => void) | undefined;
  /** Answers whatever waits; nothing is served any more. */
  close(why: string): void;
}

const keyOf = ({ asked }: Pick<AskedTrial, 'asked'>): string =>
  `${asked.agentId}/${asked.requestId}`;

/** A trial that can answer a request: its result is the agent's to read. */
const isTold = ({ purpose, row }: CampaignTrial): boolean =>
  row !== null && purpose !== 'pair' && row.reason !== 'aborted';

const standings = {
  carried: 'carried; the duel decides whether it is kept',
  kept: 'kept',
  discarded: 'discarded',
  inconclusive: 'inconclusive',
} as const;

/** Null: another trial of it may come. */
function whyOver(record: IdeaRecord): string | null {
  const { standing, screen } = record;
  if (standing === 'waiting' || standing === 'screening') return null;
  return `its screen is over, ${screen.k} of ${screen.n}: ${standings[standing]}; change something, commit, ask again`;
}

/** Of the idea that a campaign has for a policy: null, none yet. */
const recordOf = ({ ideas }: Campaign, hash: string): IdeaRecord | null =>
  ideas.find(({ tree }) => tree === hash) ?? null;

export function createNightRequests(ports: NightRequestPorts): NightRequests {
  const { task, agents } = ports;
  const { book, answer } = agents;
  const hashes = new Map<string, string>();
  /** Handed in for this request, in this core's life. */
  const handedIn = new Set<string>();
  let waiting: ReadonlyMap<string, readonly AskedTrial[]> = new Map();
  let over: string | null = null;
  let again = false;
  let serving: Promise<void> | null = null;

  const pending = (): readonly AskedTrial[] =>
    book.unanswered().filter((asked) => asked.task === task && asked.batchId === null);
  const told = (): Set<string> =>
    new Set(
      book
        .agents()
        .filter(({ started }) => started.task === task)
        .flatMap(({ started }) => book.asked(started.agentId))
        .flatMap((each) => each.answer?.trialId ?? []),
    );
  const hashOf = async (
    asked: AskedTrial,
    campaign: Pick<OpenCampaign, 'shelved'>,
  ): Promise<string> => {
    const key = keyOf(asked);
    const hash = hashes.get(key) ?? (await campaign.shelved(asked.asked.commit));
    hashes.set(key, hash);
    return hash;
  };
  const refuse = (asked: AskedTrial) => (thrown: unknown) => {
    if (over === null && book.trial(asked.asked.agentId, asked.asked.requestId)?.answer === null)
      answer(asked, null, toBenchError(thrown).message);
  };
  /** Of a policy without a trial left to tell: waits, is handed in, or hears that its test is over. */
  const goOn = (
    asked: AskedTrial,
    hash: string,
    fold: CampaignFold,
    campaign: Pick<OpenCampaign, 'handIn'>,
  ): boolean => {
    if (fold.campaign === null || fold.campaign.champion.tree === hash) return true;
    const record = recordOf(fold.campaign, hash);
    const why = record === null ? null : whyOver(record);
    const mayComeAgain = record === null || record.standing === 'inconclusive';
    const key = keyOf(asked);
    if (mayComeAgain && !handedIn.has(key)) {
      handedIn.add(key);
      const { agentId, requestId, ideaId, commit } = asked.asked;
      campaign
        .handIn({ agentId, requestId, ideaId, commit })
        .then(() => serve())
        .catch(refuse(asked));
      return true;
    }
    if (why === null) return true;
    answer(asked, null, why);
    return false;
  };
  const serveOnce = async (): Promise<void> => {
    const campaign = ports.campaign();
    if (campaign === null) return;
    const fold = await campaign.read();
    const used = told();
    const left = new Map<string, AskedTrial[]>();
    for (const asked of pending()) {
      const hash = await hashOf(asked, campaign).catch(refuse(asked));
      if (over !== null) return;
      // Its agent may have ended meanwhile.
      const isOpen = book.trial(asked.asked.agentId, asked.asked.requestId)?.answer === null;
      if (hash === undefined || !isOpen) continue;
      const trial = fold.trialsOf(hash).find((each) => isTold(each) && !used.has(each.id));
      if (trial?.row != null) {
        used.add(trial.id);
        answer(asked, trial.row, '');
        continue;
      }
      const before = left.get(hash) ?? [];
      // The first of a policy hands it in, the others wait with it.
      if (before.length > 0 || goOn(asked, hash, fold, campaign))
        left.set(hash, [...before, asked]);
    }
    const isNew = [...left.keys()].some((hash) => !waiting.has(hash));
    waiting = left;
    if (isNew) campaign.asked();
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await serveOnce().catch(() => undefined);
    } while (again && over === null);
    serving = null;
  };
  const serve = (): Promise<void> => {
    again = true;
    if (over !== null) return Promise.resolve();
    serving ??= run();
    return serving;
  };
  return {
    serve,
    isAsked: (hash) => (waiting.get(hash)?.length ?? 0) > 0,
    wordsOf(hash) {
      const asked = waiting.get(hash)?.[0];
      return asked && agents.wordsOf(asked);
    },
    close(why) {
      over = why;
      for (const asked of pending()) answer(asked, null, why);
    },
  };
}
