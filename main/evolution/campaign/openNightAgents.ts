/**
 * A night with agents, put together: the campaign that decides what runs, the seat by which the desk of every agent on the
 * task reaches it, and the session of the night's own agent, which goes on in its home and clone wherever a core ended.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { NightAgents, Referee, RefereeOrder } from '../../rollout/night/referee.ts';
import { shelfDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { BookedAgent } from '../agent/agentBook.ts';
import type { AgentsOfNights } from '../agent/nightSeats.ts';
import { contractRule } from './contractRule.ts';
import { evidenceLines } from './evidenceLines.ts';
import { createNightRequests } from './nightRequests.ts';
import { type OpenCampaign, openCampaign } from './openCampaign.ts';
import { watchSilence } from './watchSilence.ts';

export interface NightAgentPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  readonly ledger: Ledger;
  readonly dataDir: string;
  readonly agents: AgentsOfNights;
  /** Of the campaign that runs; null: none does any more. */
  readonly onRunning: (running: RunningCampaign | null) => void;
  readonly onTrouble: (error: BenchError) => void;
}

export interface RunningCampaign {
  readonly order: RefereeOrder;
  readonly campaign: OpenCampaign;
  readonly agentId: () => string | null;
}

/** Who ended by itself is taken up again where it had handed in something new; so often at most in one night. */
const mostRestarts = 50;

const prompt = (nightId: string): string =>
  [
    `This is ${nightId}: nobody is there.`,
    'Read your brief, then the tools `status` and `task` of the server `bench`.',
    'Improve the policy, one idea at a time: open the idea, commit, ask for trials of that commit, wait for each, read',
    'what happened, close the idea. The referee decides how many trials an idea gets and whether it is kept; `tree` says',
    'so. Go on until nothing is left that is worth a trial.',
  ].join(' ');

function campaignOrder({ decision, thinkSeconds, budget, target, ...order }: RefereeOrder) {
  const rule = contractRule(decision);
  if (rule === null)
    throw new BenchError('refused', 'the contract lets no policy take another’s place', {
      hint: 'seal it with a decision rule',
    });
  return {
    ...{ nightId: order.nightId, sealHash: order.sealHash, seed: order.seed, clock: order.clock },
    ...{ ...rule, thinkSeconds: thinkSeconds ?? 0 },
    ...{ trials: budget.trials, inARow: target.inARow },
  };
}

/** The night's agent over all its sessions. */
function createWorker(ports: NightAgentPorts, order: RefereeOrder) {
  const { agents, log } = ports;
  const { book } = agents;
  const { task, agent: recipe, nightId, budget, command, model, clock } = order;
  let agentId: string | null = null;
  let starting: Promise<string> | null = null;
  let restarts = 0;
  let over = false;
  const start = async (resume: string | null): Promise<void> => {
    const { tokens, usd } = budget;
    starting = agents.start({
      ...{
        recipe,
        task,
        lockstep: clock === 'lockstep',
        mode: 'headless',
        prompt: prompt(nightId),
      },
      budget: { tokens, usd, trials: null, wallMinutes: null },
      ...(command === undefined ? {} : { command: [...command] }),
      ...(model === undefined ? {} : { model }),
      ...(resume === null ? { purpose: 'policy' } : { resume }),
    });
    agentId = await starting;
  };
  /** The session of this night that an earlier core had, if any. */
  const before = (): BookedAgent | null => {
    const began = order.beganWallTime;
    if (began === null) return null;
    const isMine = ({ started }: BookedAgent): boolean =>
      started.task === task &&
      started.recipe === recipe &&
      (started.purpose ?? 'policy') === 'policy' &&
      started.mode === 'headless';
    const mine = book.agents().find(isMine);
    // It starts a moment before the night's own entry: who had ended by then was another night's.
    return mine === undefined || (mine.ended !== null && mine.ended.wallTime < began) ? null : mine;
  };
  return {
    /** Null between two sessions and after the last. */
    agentId: () => (agentId === null || book.agent(agentId)?.ended !== null ? null : agentId),
    /** Why it works no more, in words. */
    went(): string {
      const ended = agentId === null ? null : book.agent(agentId)?.ended;
      return ended == null ? '' : `${agentId}: ${ended.why}`;
    },
    /** `isDry`: the ledger says that no more ideas come. */
    async start(isDry: boolean): Promise<void> {
      const past = before();
      const by = past?.ended?.by;
      agentId = past?.started.agentId ?? null;
      // A person's end of it, or a used budget, is for good; so is its own where it was not taken up again.
      const isOver = by === 'person' || by === 'budget' || (by === 'itself' && isDry);
      if (!isOver) await start(agentId);
    },
    /** After a session ended: whether another one begins. */
    async again(handedIn: (agentId: string) => boolean): Promise<boolean> {
      const ended = agentId === null ? null : book.agent(agentId)?.ended;
      if (over || agentId === null || ended == null || restarts >= mostRestarts) return false;
      const byItself = ended.by === 'itself' || ended.by === 'failure';
      if (!byItself || !handedIn(agentId)) return false;
      restarts++;
      try {
        await start(agentId);
        return true;
      } catch (thrown) {
        log.log('warn', 'the agent of the night did not start again', {
          error: toBenchError(thrown).message,
        });
        return false;
      }
    },
    async end(why: string): Promise<void> {
      over = true;
      // One that is being taken up again just now would outlive the night.
      await starting?.catch(() => undefined);
      if (agentId !== null) await agents.end(agentId, why);
    },
  };
}

async function openNight(ports: NightAgentPorts, order: RefereeOrder): Promise<Referee> {
  const { clock, ledger, agents, dataDir, onRunning, onTrouble } = ports;
  const { task } = order;
  const rules = campaignOrder(order);
  const hub = await agents.hub(task);
  let campaign: OpenCampaign | null = null;
  const { nightId } = order;
  const requests = createNightRequests({
    task,
    agents: {
      book: agents.book,
      answer: (asked, row, why) => agents.answer(nightId, asked, row, why),
    },
    campaign: () => campaign,
  });
  await using stack = new AsyncDisposableStack();
  const worker = createWorker(ports, order);
  const opened = stack.use(
    await openCampaign(
      {
        ...{ clock, ledger, hub, shelfDir: shelfDir(dataDir) },
        isAsked: requests.isAsked,
        wordsOf: (index) => agents.wordsOf(nightId, index),
        changed() {
          void requests.serve();
          onRunning({ order, campaign: opened, agentId: worker.agentId });
        },
      },
      rules,
    ),
  );
  campaign = opened;
  const { fold } = opened.reader;
  const isWaited = (): boolean => agents.book.unanswered().some((asked) => asked.task === task);
  const isThinking = (): boolean => agents.atWork(task).length > 0 && !isWaited();
  const silence = stack.use(watchSilence({ ...ports, isThinking }));
  stack.use(
    agents.seat({
      task,
      asked() {
        silence.heard();
        void requests.serve();
      },
      evidence: () => evidenceLines(fold, { trials: rules.trials }),
    }),
  );
  const { book } = agents;
  /** By a session, and by those before it that a core or a pause cut off: they are one. */
  const handedIn = (id: string): boolean => {
    if ([...fold.policies.values()].some(({ agentId }) => agentId === id)) return true;
    const past = book.agent(book.agent(id)?.started.resumes ?? '');
    return past !== null && past.ended?.by === 'app' && handedIn(past.started.agentId);
  };
  let working = Promise.resolve();
  const look = (): void => {
    silence.heard();
    working = working
      .then(async () => {
        const isBack = await worker.again(handedIn);
        opened.setAgent(isBack || agents.atWork(task).length > 0, worker.went());
      })
      .catch((thrown: unknown) => onTrouble(toBenchError(thrown)));
  };
  stack.defer(() => onRunning(null));
  stack.defer(async () => await worker.end('the night stands still'));
  await worker.start(fold.campaign?.supply === 'dry');
  stack.use(agents.onSessions(look));
  look();
  // Whoever asked before anything could run is answered before the seat is given back.
  stack.defer(() => requests.close('the night stands still'));
  const held = stack.move();
  return { next: opened.next, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

export function createNightAgents(ports: NightAgentPorts): NightAgents {
  return { probe: ports.agents.probe, open: async (order) => await openNight(ports, order) };
}
