/**
 * Requests of agents in a night, answered by the campaign: what a policy is tested by is the referee's to say, so the n-th
 * request for one policy gets the n-th trial that the referee ran of it, whoever asked and under whichever name. Of duels
 * an agent hears the count alone. A policy whose test is over answers no further request. Kept nowhere: book and ledger say
 * which trials were told.
 */
import { toBenchError } from '../../base/model/errors.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import type { Campaign, IdeaRecord } from '../../improvement/evidence/campaignState.ts';
import type { AskedTrial } from '../agent/agentBook.ts';
import type { AgentsOfNights } from '../agent/nightSeats.ts';
import type { CampaignFold, CampaignTrial } from './foldCampaign.ts';
import type { OpenCampaign } from './openCampaign.ts';

type Seen = Pick<OpenCampaign, 'reader' | 'read' | 'shelved' | 'handIn' | 'asked'>;

export interface NightRequestPorts {
  readonly task: string;
  readonly agents: Pick<AgentsOfNights, 'book'> & {
    answer(asked: AskedTrial, row: TrialRow | null, why: string): void;
  };
  /** Null until it is open. */
  readonly campaign: () => Seen | null;
}

export interface NightRequests {
  /** Something was asked, withdrawn or run: answers what can be answered. Never rejects. */
  serve(): Promise<void>;
  /** Somebody waits for more trials of this policy than have run. */
  isAsked(policyHash: string): boolean;
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
const recordOf = ({ ideas }: Campaign, hash: string): IdeaRecord | null => ideas.get(hash) ?? null;

export function createNightRequests(ports: NightRequestPorts): NightRequests {
  const { task, agents } = ports;
  const { book, answer } = agents;
  const hashes = new Map<string, string>();
  /** Handed in for this request, in this core's life. */
  const handedIn = new Set<string>();
  /** Answered here, though the disk may still refuse to take it. */
  const answered = new Set<string>();
  let waiting: ReadonlyMap<string, readonly AskedTrial[]> = new Map();
  let over: string | null = null;
  let again = false;
  let serving: Promise<void> | null = null;

  const isOpen = (asked: AskedTrial): boolean =>
    !answered.has(keyOf(asked)) &&
    book.trial(asked.asked.agentId, asked.asked.requestId)?.answer === null;
  const pending = (): readonly AskedTrial[] =>
    book
      .unanswered()
      .filter(
        (asked) => asked.task === task && asked.batchId === null && !answered.has(keyOf(asked)),
      );
  const say = (asked: AskedTrial, row: TrialRow | null, why: string): void => {
    answered.add(keyOf(asked));
    answer(asked, row, why);
  };
  /** Trials that an agent was told of: by earlier cores, and here. */
  const told = new Set(
    book
      .agents()
      .filter(({ started }) => started.task === task)
      .flatMap(({ started }) => book.asked(started.agentId))
      .flatMap((each) => each.answer?.trialId ?? []),
  );
  /** Of each policy: so many of its oldest trials are told, or nobody's to hear. */
  const passed = new Map<string, number>();
  const isLeft = (trial: CampaignTrial): boolean => isTold(trial) && !told.has(trial.id);
  const nextOf = (fold: CampaignFold, hash: string): TrialRow | null => {
    const trials = fold.trialsOf(hash);
    let at = passed.get(hash) ?? 0;
    for (let each = trials[at]; each !== undefined && !isLeft(each); each = trials[at]) at++;
    passed.set(hash, at);
    return trials[at]?.row ?? null;
  };
  /** Who waits for a trial that has not run: what ran since they were served is the first ones'. */
  const unserved = (hash: string): readonly AskedTrial[] => {
    const requests = (waiting.get(hash) ?? []).filter(isOpen);
    const fold = ports.campaign()?.reader.fold;
    if (requests.length === 0 || fold === undefined) return requests;
    nextOf(fold, hash);
    const ran = fold.trialsOf(hash).slice(passed.get(hash)).filter(isLeft);
    return requests.slice(ran.length);
  };
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
    if (over === null && isOpen(asked)) say(asked, null, toBenchError(thrown).message);
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
        .catch(refuse(asked))
        // Who waited with it hands it in again, where it was refused.
        .then(() => serve());
      return true;
    }
    if (why === null) return true;
    say(asked, null, why);
    return false;
  };
  const serveOnce = async (): Promise<void> => {
    const campaign = ports.campaign();
    if (campaign === null) return;
    const fold = await campaign.read();
    const left = new Map<string, AskedTrial[]>();
    for (const asked of pending()) {
      const hash = await hashOf(asked, campaign).catch(refuse(asked));
      if (over !== null) return;
      // Its agent may have ended meanwhile.
      if (hash === undefined || !isOpen(asked)) continue;
      const row = nextOf(fold, hash);
      if (row !== null) {
        told.add(row.id);
        say(asked, row, '');
        continue;
      }
      const before = left.get(hash) ?? [];
      // The first of a policy hands it in, the others wait with it.
      if (before.length > 0 || goOn(asked, hash, fold, campaign))
        left.set(hash, [...before, asked]);
    }
    const before = new Set([...waiting.values()].flat().map(keyOf));
    const isNew = [...left.values()].flat().some((each) => !before.has(keyOf(each)));
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
    isAsked: (hash) => unserved(hash).length > 0,
    close(why) {
      over = why;
      for (const asked of pending()) say(asked, null, why);
    },
  };
}
