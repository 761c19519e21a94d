/**
 * The answers behind the table of verbs, for one agent: put together from the book, the records and the ports, in texts of
 * `deskTexts.ts` and `trialLog.ts`. Each says what to do next when it can't do what was asked. Knows no socket and no MCP.
 */
import { deskLimits } from '../../../base/api/agentVerbs.ts';
import { tokensSpent } from '../../../base/model/agent.ts';
import { BenchError } from '../../../base/model/errors.ts';
import type { AskedTrial } from '../agentBook.ts';
import { type DeskVerbs, notOfThisSession } from './answerVerb.ts';
import type { DeskPorts } from './deskPorts.ts';
import {
  budgetText,
  ideaLine,
  outcomeWords,
  requestWords,
  taskText,
  treeText,
  trialsTable,
} from './deskTexts.ts';
import { stepLines, summaryLines } from './trialLog.ts';

/** Characters of a document or page in one answer. */
const pieceChars = 20_000;
/** Lines of a policy's own words in a summary. */
const shownWords = 3;

export function minutesOf({ view }: Pick<DeskPorts, 'view'>, nowWall: string): number {
  return (Date.parse(nowWall) - Date.parse(view().startedWallTime)) / 60_000;
}

const trialWords = (trial: AskedTrial, ahead: DeskPorts['ahead']): string =>
  `${trial.asked.requestId} ${requestWords(trial, ahead(trial.asked.requestId))}`;

function statusText(ports: DeskPorts, nowWall: string): string {
  const { book, agentId, view, bench, ahead } = ports;
  const { mode, stopped, running } = bench();
  const idea = book.openIdea(agentId);
  const pending = book.asked(agentId).filter(({ answer }) => answer === null);
  const arm =
    stopped === null ? `the arm is ${mode}` : `stopped by a person (${stopped}); trials wait`;
  return [
    `you are ${agentId} (${view().name}) on task ${ports.task.id}`,
    `bench: ${arm}; ${running ?? 'nothing runs'}`,
    idea === null ? 'idea: none open; begin one with idea_start' : `idea: ${ideaLine(idea)}`,
    ...(idea === null
      ? []
      : book
          .notes(ports.task.id, idea.id)
          .slice(-5)
          .map((note) => `  note: ${note.replaceAll('\n', '\n        ')}`)),
    pending.length === 0
      ? 'trials: none waits or runs'
      : `trials: ${pending.map((trial) => trialWords(trial, ahead)).join('; ')}`,
    budgetText(view(), minutesOf(ports, nowWall)),
  ].join('\n');
}

function nextAfter({ answer }: AskedTrial): string {
  if (answer === null) return 'Not over yet: call trial_wait again.';
  return answer.trialId === null ? 'It has no record.' : 'Over. log says what happened.';
}

function needTrial({ book, agentId }: DeskPorts, requestId: string): AskedTrial {
  const trial = book.trial(agentId, requestId);
  if (trial !== null) return trial;
  throw new BenchError('not-found', `you have no request ${requestId}`, {
    hint: 'trial_show without arguments lists yours',
  });
}

/** The end of what a policy printed. */
function saidLines(words: string): readonly string[] {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return [];
  const last = lines.slice(-shownWords).map((line) => `  ${line.slice(0, 200)}`);
  return [
    `your policy printed ${lines.length} lines (log part=policy), the last of them:`,
    ...last,
  ];
}

/** The id of a trial that ran to an end. */
function needFinished(ports: DeskPorts, requestId: string): string {
  const { answer } = needTrial(ports, requestId);
  if (answer?.trialId != null) {
    ports.files.needShown(answer.trialId);
    return answer.trialId;
  }
  throw new BenchError('unavailable', `${requestId} has no record`, {
    hint: answer === null ? 'wait for it with trial_wait' : `it did not run: ${answer.why}`,
  });
}

async function showTrial(
  ports: DeskPorts,
  requestId: string,
  signal: AbortSignal,
): Promise<string> {
  const trial = needTrial(ports, requestId);
  const { commit, ideaId } = trial.asked;
  const how = requestWords(trial, ports.ahead(requestId));
  const head = `${requestId}, commit ${commit.slice(0, 10)}, idea ${ideaId ?? 'none'}: ${how}`;
  const { answer } = trial;
  if (answer?.trialId == null) return head;
  const { attempts } = await ports.files.steps(answer.trialId, signal);
  const rows = attempts.map(
    ({ attempt, startMs, endMs, ended, verdict }) =>
      `  attempt ${attempt}: ${((endMs - startMs) / 1000).toFixed(1)} s, ended by ` +
      `${ended}, judged ${verdict}`,
  );
  return [head, ...rows, 'log shows what the arm did; frame shows a picture.'].join('\n');
}

function trialVerbs(
  ports: DeskPorts,
): Pick<DeskVerbs, 'trial_start' | 'trial_wait' | 'trial_show' | 'log' | 'frame'> {
  const { files } = ports;
  return {
    async trial_start(args, signal) {
      const trial = await ports.startTrial(args, signal);
      const { requestId, commit } = trial.asked;
      const how = requestWords(trial, ports.ahead(requestId));
      return {
        text: `${requestId} (commit ${commit.slice(0, 10)}): ${how}. Next: trial_wait ${requestId}`,
      };
    },
    async trial_wait({ request, seconds }, signal) {
      needTrial(ports, request);
      ports.waitsFor(`trial ${request}`);
      try {
        await ports.settled(request, seconds * 1000, signal);
      } finally {
        ports.waitsFor(null);
      }
      const trial = needTrial(ports, request);
      const words = requestWords(trial, ports.ahead(request));
      const next = nextAfter(trial);
      return { text: `${request}: ${words}. ${next}` };
    },
    async trial_show({ request }, signal) {
      if (request !== undefined) return { text: await showTrial(ports, request, signal) };
      const trials = ports.book.asked(ports.agentId);
      return { text: trialsTable(trials.slice(0, 100), ports.ahead) };
    },
    async log({ request, part, attempt, from, every, limit }, signal) {
      const trialId = needFinished(ports, request);
      if (part === 'policy') {
        const words = await files.policyWords(request);
        const lines = words.split('\n').slice(-limit);
        return {
          text: words === '' ? 'Your policy printed nothing to standard error.' : lines.join('\n'),
        };
      }
      const steps = await files.steps(trialId, signal);
      const outcome = needTrial(ports, request).answer?.outcome;
      const lines =
        part === 'summary'
          ? summaryLines(steps, attempt ?? null)
          : stepLines(steps, { attempt: attempt ?? 1, from, every, limit });
      const head = outcome == null ? request : `${request}: ${outcomeWords(outcome)}`;
      const said = part === 'summary' ? saidLines(await files.policyWords(request)) : [];
      return { text: [head, ...lines, ...said].join('\n') };
    },
    async frame({ request, camera, attempt, at }, signal) {
      const trialId = needFinished(ports, request);
      const jpeg = await files.frame(trialId, { camera, attempt, at }, signal);
      return { text: `${camera}, attempt ${attempt}, ${at.toFixed(2)} s of ${request}`, jpeg };
    },
  };
}

function ideaVerbs(
  ports: DeskPorts,
): Pick<DeskVerbs, 'idea_start' | 'idea_note' | 'idea_finish' | 'tree'> {
  const { book, agentId, task, changed } = ports;
  const used = (): number => tokensSpent(ports.view().meter.tokens);
  const needOpen = () => {
    const idea = book.openIdea(agentId);
    if (idea !== null) return idea;
    throw new BenchError('refused', 'you have no open idea', { hint: 'begin one with idea_start' });
  };
  return {
    idea_start({ hypothesis, expect, parent }) {
      const open = book.openIdea(agentId);
      if (open !== null)
        throw new BenchError('refused', `${open.id} is still open`, {
          hint: 'close it with idea_finish first',
        });
      if (parent !== undefined && book.idea(task.id, parent) === null)
        throw new BenchError('not-found', `there is no ${parent}`, {
          hint: 'tree lists all ideas',
        });
      const all = book.ideas(task.id);
      const root = book.rootOf(agentId);
      const mine = all.filter((each) => book.rootOf(each.agentId) === root).length;
      if (mine >= deskLimits.ideasOfAgent || all.length >= deskLimits.ideas)
        throw new BenchError(
          'refused',
          `${mine} ideas of yours, ${all.length} in all: no more fit`,
          {
            hint: 'go on with notes in notes/ of your clone',
          },
        );
      const ideaId = book.nextIdeaId(task.id);
      book.append({
        kind: 'idea-started',
        agentId,
        ideaId,
        task: task.id,
        hypothesis,
        expect,
        parent: parent ?? null,
        tokensUsed: used(),
      });
      changed();
      return { text: `${ideaId} is open. Change the policy, commit, then trial_start.` };
    },
    idea_note({ text }) {
      const { id, notes } = needOpen();
      if (notes >= deskLimits.notesPerIdea)
        throw new BenchError('refused', `${id} has ${notes} notes already`, {
          hint: 'keep them in notes/ of your clone',
        });
      book.append({ kind: 'idea-noted', agentId, ideaId: id, text });
      changed();
      return { text: `noted with ${id}` };
    },
    idea_finish({ conclusion }) {
      const { id } = needOpen();
      book.append({ kind: 'idea-finished', agentId, ideaId: id, conclusion, tokensUsed: used() });
      changed();
      const idea = book.idea(task.id, id);
      return { text: idea === null ? `${id} is closed` : `closed: ${ideaLine(idea)}` };
    },
    tree: () => ({ text: [treeText(book.ideas(task.id)), ...ports.evidence()].join('\n') }),
  };
}

/** A piece of a long text, and where the next begins. */
function pieceOf(text: string, offset: number): string {
  const piece = text.slice(offset, offset + pieceChars);
  const end = offset + piece.length;
  return end < text.length
    ? `${piece}\n… ${text.length - end} more characters: offset=${end}`
    : piece;
}

export function readingVerbs({
  literature,
}: Pick<DeskPorts, 'literature'>): Pick<DeskVerbs, 'literature'> {
  return {
    async literature({ name, url, offset }, signal) {
      if (name !== undefined && url !== undefined)
        throw new BenchError('bad-input', 'give a name or a url, not both');
      if (name !== undefined) return { text: pieceOf(await literature.document(name), offset) };
      if (url !== undefined) return { text: pieceOf(await literature.page(url, signal), offset) };
      const documents = await literature.list();
      const { sites } = literature;
      return {
        text: [
          documents.length === 0
            ? 'The task has no documents of its own.'
            : 'Documents of the task:',
          ...documents.map((each) => `  ${each.name} (${each.bytes} bytes)`),
          sites.length === 0
            ? 'Reading pages is off on this bench.'
            : `Sites that may be read: ${sites.join(', ')}`,
        ].join('\n'),
      };
    },
  };
}

/** The desk of a session that improves the policy. */
export function createDeskVerbs(ports: DeskPorts, wallTime: () => string): DeskVerbs {
  return {
    status: () => ({ text: statusText(ports, wallTime()) }),
    task: async () => ({ text: taskText(ports.task, await ports.brief(), ports.places) }),
    budget: () => ({ text: budgetText(ports.view(), minutesOf(ports, wallTime())) }),
    peers: () => {
      const lines = ports.peers().map(({ agentId, name, state, refs }) => {
        const idea = ports.book.openIdea(agentId);
        return `${agentId} (${name}, ${state}) ${refs}${idea === null ? '' : `\n  ${ideaLine(idea)}`}`;
      });
      return { text: lines.length === 0 ? 'Nobody else works on this task.' : lines.join('\n') };
    },
    ...trialVerbs(ports),
    ...ideaVerbs(ports),
    ...readingVerbs(ports),
    judge_try: notOfThisSession('policy'),
    judge_submit: notOfThisSession('policy'),
    reset_try: notOfThisSession('policy'),
    reset_submit: notOfThisSession('policy'),
  };
}
