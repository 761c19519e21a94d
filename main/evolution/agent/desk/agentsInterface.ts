/**
 * docs/AGENTS-INTERFACE.md, made of the table of verbs: the part of each kind of session, which is also what an agent of
 * that kind finds in its brief, and the few words it is told first. Pure.
 */
import { type AgentVerb, agentVerbs, deskLimits } from '../../../base/api/agentVerbs.ts';
import type { AgentPurpose } from '../../../base/model/agent.ts';
import { resetGate } from '../../../base/model/reset.ts';
import { argumentsOf } from './parseAgentWords.ts';

interface Argument {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

function verbSection(verb: AgentVerb): string {
  const { properties, required } = argumentsOf(verb);
  const rows = Object.entries(properties as Record<string, Argument>).map(([name, argument]) => {
    const kind = argument.enum?.join(', ') ?? argument.type ?? '';
    const need = required.includes(name)
      ? 'needed'
      : argument.default === undefined
        ? 'optional'
        : `${String(argument.default)} by default`;
    return `| \`${name}\` | ${kind} | ${need} | ${argument.description ?? ''} |`;
  });
  const table = ['| argument | kind | | |', '|---|---|---|---|', ...rows];
  return [
    `### \`${verb.name}\`: ${verb.title.toLowerCase()}`,
    '',
    `${verb.says} In a shell: \`bench ${verb.words}\`.${verb.readOnly ? ' Read-only.' : ''}`,
    ...(rows.length > 0 ? ['', ...table] : []),
    '',
  ].join('\n');
}

const policyOpening = `\
You work on one task at a real bench with one arm. What you change is the policy in your clone; what counts is
what the bench measures in trials. This interface is all you have of the bench: MCP tools by the names below
(server \`bench\`), or the same in a shell as \`bench …\`. There is no other way to it, and none is needed.

**How to work.** Read \`status\` and \`task\`. Form one idea at a time: \`idea_start\` with what you expect.
Change \`policy/\`, commit. \`trial_start\` takes the commit and answers at once; \`trial_wait\` until it is
over (at most 45 s a call, again and again). Then \`log\`: it says what the arm did, attempt by attempt. One
trial proves little. Close with \`idea_finish\`.

**In a night** the referee decides how many trials a policy gets and whether it is kept. Your n-th request for one policy is
answered with the n-th trial that was run of it; once its screen is over you hear so, and \`tree\` says how each idea
stands. Asking again for the same policy, under whatever name, goes on with the same evidence: change something.

**What you learn of a trial** is outcome and reason, what your policy did and saw and printed. Never a score, a
margin, the judge's view, a seed, or where things really were.

**What is taken.** Commits whose every change lies in \`policy/\`, \`train/\` or \`notes/\`, plain files, no
links, no secrets, of bounded size; a refusal says why. Your commits are kept under a ref of yours, which your
peers can fetch.
`;

const limits = `## Bounds

| what | bound |
|---|---|
| one answer | ${deskLimits.answerChars} characters; the rest is cut and said to be |
| one line you send | ${deskLimits.lineBytes / 1024} KB |
| calls | ${deskLimits.callsPerS} a second, ${deskLimits.callsAtOnce} at once, ${deskLimits.connections} connections |
| trials that wait or run at once | ${deskLimits.queuedTrials} |
| tries of a reset, measurings among them | ${deskLimits.resetTries} |
| resets submitted | ${deskLimits.resetVersions} |

An error begins with its code and what failed, on one line; a line that begins with \`What to do:\` follows. Codes:
bad-input, not-found, refused, busy, unavailable, timeout, protocol, storage, cancelled, internal.

Numbers: seconds, millimetres and degrees in text; radians and metres in the SDK. x points away from the
robot, y to its left, z up, the origin on the table under the pan axis.
`;

const judgeOpening = `\
You write the judge of one task: the program that looks at pictures and says success, failure or undecided. What
you change is \`judge/\` in your clone; what counts is what the bench measures on clips that you never see. This
interface is all you have of the bench: MCP tools by the names below (server \`bench\`), or the same in a shell as
\`bench …\`. There is no trial here, and none is needed.

**How to work.** Read \`status\` and \`task\`: they say where the clips lie and how the judge you have does. Look at the
clips. Change \`judge/\`, commit, \`judge_try\`: figures and a table of mistakes, at most 45 s a call, again and again.
\`judge_try\` with a clip shows the picture that your judge went by. When you believe in it, \`judge_submit\`.

**What you learn of a submission** is numbers and which line of the gate is not met. Five measurings spend a locked set,
because a set looked at often proves nothing; after that people must label and lock new clips.

**What is taken.** Commits whose every change lies in \`judge/\`, \`train/\` or \`notes/\`, plain files, no links, no
secrets, of bounded size; a refusal says why.
`;

const deniedOf100 = Math.round(resetGate.denied * 100);
const resetOpening = `\
You write the reset of one task: the program that brings the scene to the start of a trial, and its own look at whether
it did. What you change is \`reset/\` in your clone; what counts is what the bench measures of it in a row. This
interface is all you have of the bench: MCP tools by the names below (server \`bench\`), or the same in a shell as
\`bench …\`. There is no trial and no clip here, and none is needed.

**How to work.** Read \`status\` and \`task\`. Change \`reset/\`, commit, \`reset_try\`: of each reset you are told turn by
turn what ended it, what your check said and saw, what another check says of the same pictures, and what your program
printed; at most 45 s a call, again and again. \`reset_try\` with a frame shows what the last check looked at. When you
believe in it, \`reset_submit\`. The arm moves: a try is refused as busy while somebody else has the bench.

**What your word is worth.** You write the check too, so the bench does not count by it alone. The check of another reset
looks at the same pictures and may deny at most ${deniedOf100} in 100 of the starts that yours verified; the spread of
starts is counted by where that one saw the thing; the judge says whether the scene is solved already.

**What you learn of a submission** is numbers and which line of the gate is not met; never a seed, nor where things
really were.

**What is taken.** Commits whose every change lies in \`reset/\` or \`notes/\`, plain files, no links, no secrets, of
bounded size; a refusal says why.
`;

const openings: Readonly<Record<AgentPurpose, string>> = {
  policy: policyOpening,
  judge: judgeOpening,
  reset: resetOpening,
};

const all: readonly AgentVerb[] = Object.values(agentVerbs);

/** What a session of this kind is told of the bench. */
function partOf(purpose: AgentPurpose): string {
  const mine = all.filter(({ purposes }) => purposes.includes(purpose));
  return `${openings[purpose]}\n## Verbs\n\n${mine.map(verbSection).join('\n')}`;
}

export const agentsInterface = (purpose: AgentPurpose): string =>
  `# The bench, for agents\n\n${partOf(purpose)}\n${limits}`;

/** The whole document, for people: all kinds of session, each with its verbs. */
export function agentsInterfaceDocument(): string {
  const lower = (purpose: AgentPurpose): string =>
    partOf(purpose)
      .replace('\n## Verbs', '\n### Verbs')
      .replace(/\n### `/g, '\n#### `');
  const head = '# The bench, for agents\n\nA session is for one of three things, and stays for it.';
  const parts = [
    ['Improving the policy', 'policy'],
    ['Writing the judge', 'judge'],
    ['Writing the reset', 'reset'],
  ] as const;
  const sections = parts.map(([title, purpose]) => `## ${title}\n\n${lower(purpose)}`);
  return `${head}\n\n${sections.join('\n')}\n${limits}`;
}

/** What an MCP client is told when it connects. */
export const deskInstructions: Readonly<Record<AgentPurpose, string>> = {
  policy: [
    'You improve a robot policy by trials on a real bench.',
    'Begin with the tools status and task. One idea at a time: idea_start, edit policy/, ' +
      'commit, trial_start, trial_wait, log, idea_finish.',
    'Only committed work runs. Outcomes are counted by the bench; what you claim changes nothing.',
  ].join(' '),
  judge: [
    'You write the judge of a robot task from labelled clips.',
    'Begin with the tools status and task. Look at the clips, edit judge/, commit, judge_try, ' +
      'look at its mistakes, and judge_submit when you believe in it.',
    'Only committed work is judged. What counts is measured on clips that you never see.',
  ].join(' '),
  reset: [
    'You write the reset of a robot task: the program that brings the scene to a start and checks it.',
    'Begin with the tools status and task. Edit reset/, commit, reset_try, read what each turn ' +
      'came to, and reset_submit when you believe in it.',
    'Only committed work moves the arm. What counts is measured in a row by the bench.',
  ].join(' '),
};
