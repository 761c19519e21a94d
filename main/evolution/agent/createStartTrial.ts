/**
 * `trial start` of one agent: its clone's commit taken into the hub, or refused with a reason it can act on, and a request
 * booked. One at a time for each agent; the same key twice is the same request.
 */
import { type AgentVerbArgs, deskLimits } from '../../base/api/agentVerbs.ts';
import { tokensSpent } from '../../base/model/agent.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { Hub } from '../hub/hub.ts';
import { type AskedTrial, isUsed } from './agentBook.ts';
import type { AgentFiles } from './agentFolders.ts';
import { emptyMeter } from './agentView.ts';
import type { Session } from './openSession.ts';
import type { StarterParts } from './startAgent.ts';

/** Repeated refusals of one commit are one entry; so many different ones an agent may leave in the ledger. */
const refusalsKept = 200;

type StartTrial = (args: AgentVerbArgs<'trial_start'>, signal: AbortSignal) => Promise<AskedTrial>;

export function createStartTrial(
  { ports, book, trials, changed }: StarterParts,
  hub: Hub,
  files: AgentFiles,
  agentId: string,
  task: string,
  session: () => Session | null,
): StartTrial {
  const refusals = new Set<string>();
  const refuse = (reason: string): never => {
    if (!refusals.has(reason) && refusals.size < refusalsKept) {
      refusals.add(reason);
      book.append({ kind: 'work-refused', agentId, reason: reason.slice(0, 2000) });
    }
    throw new BenchError('refused', 'your commit was not taken', { hint: reason });
  };
  const checkBounds = (): void => {
    const mine = book.asked(agentId).filter(({ asked }) => asked.agentId === agentId);
    if (mine.length >= deskLimits.requests)
      throw new BenchError(
        'refused',
        `you have asked ${mine.length} times, and that is the bound`,
        {
          hint: 'close your idea with idea_finish and end',
        },
      );
    const waiting = mine.filter(({ answer }) => answer === null).length;
    if (waiting >= deskLimits.queuedTrials)
      throw new BenchError('busy', `${waiting} of your trials wait or run already`, {
        hint: 'wait for one with trial_wait',
      });
    const bound = book.agent(agentId)?.started.budget.trials ?? null;
    const used = mine.filter(isUsed).length;
    if (bound !== null && used >= bound)
      throw new BenchError('refused', `your budget of ${bound} trials is used up`, {
        hint: 'close your idea with idea_finish and end',
      });
  };
  const ask = async (
    args: AgentVerbArgs<'trial_start'>,
    signal: AbortSignal,
  ): Promise<AskedTrial> => {
    const known = args.key === undefined ? null : book.byKey(agentId, args.key);
    if (known !== null) return known;
    checkBounds();
    if (args.idea !== undefined && book.idea(task, args.idea) === null)
      throw new BenchError('not-found', `there is no ${args.idea}`, { hint: '`tree` lists all' });
    const taken = await hub.take(agentId, files.clone, { signal });
    if (taken.kind === 'refused') return refuse(taken.reason);
    signal.throwIfAborted();
    // A take may outlast its agent; what nobody waits for any more does not get the bench.
    if (book.agent(agentId)?.ended !== null || session()?.live.state !== 'running')
      throw new BenchError('cancelled', 'the session has ended');
    const requestId = book.nextRequestId(agentId);
    const ideaId = args.idea ?? book.openIdea(agentId)?.id ?? null;
    const { commit, policyTree } = taken;
    const key = args.key ?? null;
    const tokensUsed = tokensSpent((session()?.live.meter ?? emptyMeter).tokens);
    const asking = { agentId, requestId, key, ideaId, commit, policyTree, tokensUsed };
    book.append({ kind: 'trial-asked', ...asking });
    trials.added(task);
    changed();
    const asked = book.trial(agentId, requestId);
    if (asked === null) throw new Error(`${requestId} was booked and is not in the book`);
    return asked;
  };
  let last: Promise<unknown> = Promise.resolve();
  return (args: AgentVerbArgs<'trial_start'>, signal: AbortSignal): Promise<AskedTrial> => {
    const next = last.then(() => ask(args, signal));
    last = next.catch((thrown: unknown) => {
      const error = toBenchError(thrown);
      if (error.code === 'internal' || error.code === 'storage')
        ports.log.log('error', 'a trial could not be asked for', { error: error.stack });
    });
    return next;
  };
}
