/**
 * The campaign of a night as window and scripts see it: live while it runs, read again from the ledger when somebody asks
 * for one that is over. Keeps no state of its own: what it keeps is read from git and ledger, and may go at any time.
 */
import type { Answers } from '../../base/api/answers.ts';
import { must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { keepNewest } from '../../base/lib/keepNewest.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { IdeaView } from '../../base/model/agent.ts';
import type { CampaignTree, CampaignView, IdeaDetail } from '../../base/model/campaign.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { DecisionRule } from '../../base/model/seal.ts';
import { outcomeOf } from '../../base/model/trial.ts';
import type { NightEntry } from '../../base/wire/nightEntry.ts';
import { noNight } from '../../rollout/night/nightBook.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { Hub } from '../hub/hub.ts';
import { type AdoptChampionPorts, adoptChampion } from './adoptChampion.ts';
import { type CampaignReader, createCampaignReader } from './campaignReader.ts';
import { campaignView } from './campaignView.ts';
import { contractRule } from './contractRule.ts';
import type { CampaignTrial } from './foldCampaign.ts';
import { ideaTree, rateCurve } from './ideaTree.ts';
import type { RunningCampaign } from './openNightAgents.ts';

export interface CampaignRoomPorts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'entries' | 'notes' | 'append'>;
  readonly adopt: AdoptChampionPorts['adopt'];
  /** Of a contract that was signed. @throws BenchError `not-found`. */
  readonly decisionOf: (task: string, sealHash: string) => Promise<DecisionRule>;
  readonly hub: (task: string) => Promise<Pick<Hub, 'diff' | 'head'>>;
  /** Ideas of a task, and notes with them: claims of agents. */
  readonly ideas: (task: string) => readonly IdeaView[];
  readonly notes: (task: string, ideaId: string) => readonly string[];
  readonly onTrouble: (error: BenchError) => void;
}

export interface CampaignRoom extends Disposable {
  readonly topic: Pick<StateTopic<CampaignView | null>, 'value' | 'watch'>;
  readonly answers: Answers<`campaign.${'show' | 'tree' | 'idea' | 'adopt'}`>;
  /** Something of it is newer; null: it runs no more. */
  onRunning(running: RunningCampaign | null): void;
}

type Started = Extract<NightEntry, { kind: 'night-started' }>;

/** A night's campaign, as far as it is read. */
interface Page {
  readonly night: Started;
  readonly reader: CampaignReader;
  readonly agentId: () => string | null;
  /** Of a night that had ended when it was read first. */
  readonly endSeq: number | undefined;
}

/** Views are made at most so often. */
const viewEveryMs = 250;
const pagesKept = 4;
const mostNights = 1000;
const mostTrials = 500;
const mostDiffChars = 200_000;

export function openCampaignRoom(ports: CampaignRoomPorts): CampaignRoom {
  const { clock, ledger } = ports;
  const topic = createStateTopic<CampaignView | null>(null);
  const pages = new Map<string, Page>();
  let running: Page | null = null;
  let waking: Disposable | null = null;
  let over = false;

  const started = (): readonly Started[] =>
    ledger
      .notes('night-started', mostNights)
      .flatMap(({ body }) => (body.kind === 'night-started' ? [body] : []));
  const endOf = (nightId: string): number | undefined =>
    ledger
      .notes('night-ended', mostNights)
      .find(({ body }) => body.kind === 'night-ended' && body.nightId === nightId)?.seq;
  const nightOf = (nightId: string | undefined): Started => {
    const nights = started();
    const night =
      nightId === undefined ? nights[0] : nights.find((each) => each.nightId === nightId);
    if (night === undefined) throw noNight(nightId);
    if (night.agent === 'none')
      throw new BenchError('not-found', `${night.nightId} ran without an agent: it has no ideas`);
    return night;
  };
  const pageOf = async (nightId: string | undefined): Promise<Page> => {
    const night = nightOf(nightId);
    if (running?.night.nightId === night.nightId) return running;
    const endSeq = endOf(night.nightId);
    const known = pages.get(night.nightId);
    // What was read while it was open may have gone beyond its end.
    const page =
      known !== undefined && known.endSeq === endSeq
        ? known
        : {
            ...{ night, endSeq, agentId: () => null },
            reader: createCampaignReader(ports, { ...night, ...(await spanOf(night)) }, endSeq),
          };
    await page.reader.read();
    return keepNewest(pages, night.nightId, page, pagesKept);
  };
  const spanOf = async ({ task, sealHash }: Started) =>
    must(contractRule(await ports.decisionOf(task, sealHash)), 'an agent under a rule of none');
  const viewOf = ({ night, reader, agentId }: Page): CampaignView =>
    campaignView(reader.fold, {
      ...{ nightId: night.nightId, task: night.task, metric: reader.span.metric },
      ...{ agentId: agentId(), use: reader.use.read(Date.parse(clock.wallTime())) },
    });
  const nodesOf = ({ night, reader }: Page) => {
    const ideas = new Map(ports.ideas(night.task).map((idea) => [idea.id, idea]));
    return ideaTree(reader.fold, reader.span.metric, (id) => ideas.get(id));
  };
  const tell = async (): Promise<void> => {
    waking?.[Symbol.dispose]();
    waking = null;
    const page = running;
    if (page === null) return;
    // A trial that was chosen has begun by now.
    await page.reader.read();
    if (!over) topic.set(viewOf(page));
  };
  const trouble = (thrown: unknown): void => {
    if (!over) ports.onTrouble(toBenchError(thrown));
  };
  const trialOf = ({ id, purpose, draw, row }: CampaignTrial): IdeaDetail['trials'][number] => ({
    ...{ id, purpose, draw },
    outcome: row && outcomeOf(row),
    ...{ attempts: row?.attempts ?? 0, benchSeconds: row?.benchSeconds ?? 0 },
  });
  const diffOf = async ({ night, reader }: Page, policyHash: string): Promise<string> => {
    const { policies } = reader.fold;
    const policy = policies.get(policyHash);
    if (policy?.commit == null) return '';
    const parent = policies.get(policy.parentHash ?? '')?.commit ?? undefined;
    const hub = await ports.hub(night.task);
    const text = await hub.diff(policy.commit, parent).catch((thrown: unknown) => {
      const error = toBenchError(thrown);
      if (error.code === 'not-found') return '';
      throw error;
    });
    const more = text.length - mostDiffChars;
    const rest = `\n[${more} more characters are not shown]\n`;
    return more <= 0 ? text : text.slice(0, mostDiffChars) + rest;
  };
  const wake = async (): Promise<void> => {
    const [last] = started();
    if (last === undefined || last.agent === 'none') return;
    const page = await pageOf(last.nightId);
    if (running === null && !over) topic.set(viewOf(page));
  };
  let isAwake = false;
  /** A campaign of an earlier night is read from the whole ledger: not before somebody looks. */
  const awake = (): void => {
    if (isAwake) return;
    isAwake = true;
    // A contract that cannot be read is told to whoever asks; the disk is not at fault.
    wake().catch((thrown: unknown) => toBenchError(thrown).code === 'storage' && trouble(thrown));
  };
  return {
    topic: {
      get value() {
        return topic.value;
      },
      watch(on) {
        awake();
        return topic.watch(on);
      },
    },
    answers: {
      'campaign.show': async ({ nightId }) => viewOf(await pageOf(nightId)),
      'campaign.tree': async ({ nightId }): Promise<CampaignTree> => {
        const page = await pageOf(nightId);
        const curve = rateCurve(page.reader.fold);
        return { nightId: page.night.nightId, nodes: nodesOf(page), curve };
      },
      'campaign.adopt': async ({ nightId, by, override }) => {
        const page = await pageOf(nightId);
        const policies = [...page.reader.fold.policies.keys()];
        const isOver = endOf(page.night.nightId) !== undefined;
        return await adoptChampion(ports, {
          ...{ view: viewOf(page), policies, isOver, by, override },
        });
      },
      'campaign.idea': async ({ nightId, policyHash }): Promise<IdeaDetail> => {
        const page = await pageOf(nightId);
        const node = nodesOf(page).find((each) => each.policyHash === policyHash);
        if (node === undefined)
          throw new BenchError('not-found', `${page.night.nightId} knows no such policy`);
        const { task } = page.night;
        const idea = ports.ideas(task).find(({ id }) => id === node.ideaId);
        return {
          ...{ node, expect: idea?.expect ?? '', conclusion: idea?.conclusion ?? '' },
          notes: node.ideaId === null ? [] : ports.notes(task, node.ideaId),
          diff: await diffOf(page, policyHash),
          trials: page.reader.fold.trialsOf(policyHash).slice(-mostTrials).map(trialOf),
        };
      },
    },
    onRunning(now) {
      if (now === null) {
        if (running !== null) tell().catch(trouble);
        running = null;
        return;
      }
      const { order, campaign, agentId } = now;
      if (running?.reader !== campaign.reader) {
        const night = started().find(({ nightId }) => nightId === order.nightId);
        // Before its first entry there is nothing to see.
        if (night === undefined) return;
        pages.delete(order.nightId);
        running = { night, reader: campaign.reader, agentId, endSeq: undefined };
      }
      waking ??= clock.after(viewEveryMs, () => void tell().catch(trouble));
    },
    [Symbol.dispose]() {
      over = true;
      waking?.[Symbol.dispose]();
    },
  };
}
