/**
 * All that a coding agent can ask of the bench, as one table: the MCP tools, the words of the `bench` shim and
 * docs/AGENTS-INTERFACE.md are made of it, and the desk (`main/evolution/agent/desk`) answers it. Names carry no prefix,
 * because every agent program adds the server's. What an agent learns of a trial is outcome and reason, what its policy
 * did, and what its policy saw; never score, margin, trace, seed, or a start beyond that. Who writes a judge or a reset has
 * other verbs, and learns of locked clips numbers alone.
 */
import { z } from 'zod';
import { type AgentPurpose, agentPurposes } from '../model/agent.ts';
import { judgeVerbs } from './judgeVerbs.ts';
import { resetVerbs } from './resetVerbs.ts';

const requestId = z
  .string()
  .regex(/^req-[0-9]{4,8}$/, 'is like req-0001')
  .describe('What trial_start answered, for example req-0001');
const ideaId = z
  .string()
  .regex(/^idea-[0-9]{4,8}$/, 'is like idea-0001')
  .describe('What idea_start answered, for example idea-0001');
/** Control, direction and joining characters, and the separators that some read as line ends. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Text that is shown to people and peers: no control characters but line ends and tabs. */
const words = (max: number, what: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !hidden.test(text.replace(/[\n\t]/g, ' ')), 'holds characters that hide')
    .describe(what);

/** One line: whoever reads it in a list must be able to tell it from the lines that the bench writes. */
const line = (max: number, what: string) =>
  words(max, what).refine((text) => !/[\n\t]/.test(text), 'is more than one line');

/** A call that waits is answered within this: MCP clients give up after 60 s, shells after 120. */
const maxWaitS = 45;

export interface AgentVerb {
  /** As an MCP tool. */
  readonly name: string;
  /** As words of the shim: `bench trial start`. */
  readonly words: string;
  readonly title: string;
  /** For the agent: what it does, when to use it, what comes back. */
  readonly says: string;
  /** Which sessions have it. */
  readonly purposes: readonly AgentPurpose[];
  /** Changes nothing. */
  readonly readOnly: boolean;
  readonly args: z.ZodObject;
}

const everybody: readonly AgentPurpose[] = agentPurposes;
const whoImproves: readonly AgentPurpose[] = ['policy'];

export const agentVerbs = {
  status: {
    name: 'status',
    words: 'status',
    title: 'Where things stand',
    says:
      'Your session, the bench, your idea, your trials that wait or run, and what is left of ' +
      'your budget. Start here, and after every interruption.',
    purposes: everybody,
    readOnly: true,
    args: z.strictObject({}),
  },
  task: {
    name: 'task',
    words: 'task',
    title: 'The task and its limits',
    says:
      'What the arm shall do, what counts as success, cameras, rates, attempts, limits of ' +
      'the arm, and what of the repository you may change.',
    purposes: everybody,
    readOnly: true,
    args: z.strictObject({}),
  },
  trial_start: {
    name: 'trial_start',
    words: 'trial start',
    title: 'Ask for a trial of your committed policy',
    says:
      'Takes the commit your clone has checked out, checks it, and queues one trial on the ' +
      'bench. Answers at once with a request id; then use trial_wait. Commit first: what is ' +
      'not committed is not run. Work outside policy/, train/ and notes/ is refused with the ' +
      'reason. With the same key twice you get the same request again, not a second trial.',
    purposes: whoImproves,
    readOnly: false,
    args: z.strictObject({
      idea: ideaId.optional().describe('The idea it tests; your open idea when left out'),
      key: z
        .string()
        .regex(/^[\w.:-]{1,64}$/, 'is letters, digits and . : - _, at most 64')
        .optional()
        .describe('Idempotency key of your choice, so that a repeated call starts nothing twice'),
    }),
  },
  trial_wait: {
    name: 'trial_wait',
    words: 'trial wait',
    title: 'Wait for a trial',
    says:
      `Answers when the trial is over, or after at most ${maxWaitS} seconds with how far it ` +
      'is. Call it again until it is over; waiting costs no budget.',
    purposes: whoImproves,
    readOnly: true,
    args: z.strictObject({
      request: requestId,
      seconds: z
        .number()
        .min(0)
        .max(maxWaitS)
        .default(maxWaitS)
        .describe(`How long to wait at most, up to ${maxWaitS}`),
    }),
  },
  trial_show: {
    name: 'trial_show',
    words: 'trial show',
    title: 'One of your trials, or all of them',
    says:
      'Outcome and reason, attempt by attempt. Without a request: a table of your trials, ' +
      'newest first.',
    purposes: whoImproves,
    readOnly: true,
    args: z.strictObject({ request: requestId.optional() }),
  },
  log: {
    name: 'log',
    words: 'log',
    title: 'What the arm and your policy did in a trial',
    says:
      'part=summary: each attempt in a few lines (path of the tip, limits hit, loads, what ' +
      'your policy said). part=steps: rows of the control loop as a table (pick attempt, ' +
      'from, every). part=policy: what your policy printed to standard error. Read the ' +
      'summary first; logs tell more than pictures.',
    purposes: whoImproves,
    readOnly: true,
    args: z.strictObject({
      request: requestId,
      part: z
        .enum(['summary', 'steps', 'policy'])
        .default('summary')
        .describe('Which of the three'),
      attempt: z.int().min(1).max(8).optional().describe('Only this attempt'),
      from: z
        .number()
        .min(0)
        .max(3600)
        .default(0)
        .describe('Seconds from the start of the attempt'),
      every: z.int().min(1).max(1000).default(10).describe('Every so many rows (50 rows a second)'),
      limit: z.int().min(1).max(200).default(60).describe('At most so many lines'),
    }),
  },
  frame: {
    name: 'frame',
    words: 'frame',
    title: 'A picture your policy saw',
    says:
      'One picture of one camera at a moment of an attempt, while your policy had the arm, ' +
      'as JPEG. In a shell --out FILE says where it is saved; else it is frame.jpg in the ' +
      'folder for temporary files.',
    purposes: whoImproves,
    readOnly: true,
    args: z.strictObject({
      request: requestId,
      camera: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,19}$/)
        .describe('A camera named by task'),
      attempt: z.int().min(1).max(8).default(1).describe('Counted from 1'),
      at: z.number().min(0).max(3600).default(0).describe('Seconds from the start of the attempt'),
    }),
  },
  idea_start: {
    name: 'idea_start',
    words: 'idea start',
    title: 'Say what you are going to try',
    says:
      'One hypothesis in one sentence, and what you expect to see if it is right, before its ' +
      'first trial. Its trials count under it. You have at most one open idea.',
    purposes: whoImproves,
    readOnly: false,
    args: z.strictObject({
      hypothesis: line(400, 'One sentence: what you change and why it should help'),
      expect: line(400, 'What you expect to see in the outcomes if you are right'),
      parent: ideaId.optional().describe('The idea it grows from, yours or a peer’s'),
    }),
  },
  idea_note: {
    name: 'idea_note',
    words: 'idea note',
    title: 'Keep a note with your open idea',
    says: 'For yourself after an interruption, for your peers, and for the person in the morning.',
    purposes: whoImproves,
    readOnly: false,
    args: z.strictObject({ text: words(2000, 'What you learnt') }),
  },
  idea_finish: {
    name: 'idea_finish',
    words: 'idea finish',
    title: 'Close your open idea',
    says: 'In your words, what came out. The bench decides by its own counts; this is your claim.',
    purposes: whoImproves,
    readOnly: false,
    args: z.strictObject({ conclusion: line(1000, 'What came out, and what you would try next') }),
  },
  tree: {
    name: 'tree',
    words: 'tree',
    title: 'All ideas of this task',
    says: 'Every idea with its parent, agent, trials and state, as an indented table; in a night also how it stands.',
    purposes: whoImproves,
    readOnly: true,
    args: z.strictObject({}),
  },
  peers: {
    name: 'peers',
    words: 'peers',
    title: 'The other agents on this task',
    says:
      'Who works on it, on which idea, and the git refs under which their accepted commits ' +
      'lie (git fetch brings them).',
    purposes: whoImproves,
    readOnly: true,
    args: z.strictObject({}),
  },
  budget: {
    name: 'budget',
    words: 'budget',
    title: 'What is used and what is left',
    says: 'Tokens by kind, money, trials and time, as the bench counts them.',
    purposes: everybody,
    readOnly: true,
    args: z.strictObject({}),
  },
  literature: {
    name: 'literature',
    words: 'literature',
    title: 'Notes and papers of this task',
    says:
      'Without arguments: what the task’s own folder holds, and which sites may be read. ' +
      'With name: that document. With url: a page of an allowed site, as text. In pieces: ' +
      'pass offset to read on.',
    purposes: everybody,
    readOnly: true,
    args: z.strictObject({
      name: z.string().max(200).optional().describe('A document of the task’s folder'),
      url: z
        .url({ protocol: /^https$/ })
        .max(2000)
        .optional()
        .describe('A page of an allowed site'),
      offset: z.int().min(0).max(10_000_000).default(0).describe('Characters to skip'),
    }),
  },
  ...judgeVerbs,
  ...resetVerbs,
} as const satisfies Readonly<Record<string, AgentVerb>>;

export type AgentVerbName = keyof typeof agentVerbs;
export type AgentVerbArgs<N extends AgentVerbName> = z.output<(typeof agentVerbs)[N]['args']>;

/** What a verb answers: text for a model's context window, and at most one picture. */
export interface AgentAnswer {
  readonly text: string;
  readonly jpeg?: Uint8Array | undefined;
}

/** Bounds of the desk, stated to agents in docs/AGENTS-INTERFACE.md. */
export const deskLimits = {
  /** Characters of one answer; what is longer is cut and says so. */
  answerChars: 24_000,
  /** Bytes of one line from an agent. */
  lineBytes: 64 * 1024,
  callsPerS: 20,
  callBurst: 60,
  callsAtOnce: 8,
  /** Lines of all connections together, whatever they say. */
  linesPerS: 40,
  lineBurst: 120,
  connections: 16,
  /** Trials that wait or run at once, of one agent. */
  queuedTrials: 8,
  /** Of one agent: booked in its life, also those that did not run. */
  requests: 2000,
  /** Of one agent, and of a task. */
  ideasOfAgent: 200,
  ideas: 10_000,
  notesPerIdea: 50,
  /** Of one session with all that it takes up again: calls of reset_try that moved the arm, and versions. */
  resetTries: 200,
  resetVersions: 10,
} as const;
