/**
 * `bench seal plan`, `create`, `show`, `check` and `list`: contracts from a script as from the window. Nothing is decided
 * here; what is refused, the core refuses.
 */
import path from 'node:path';
import { metricNames, ruleNames } from '../../base/model/decisionRule.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type SealCard, sealHashPattern } from '../../base/model/seal.ts';
import { sealParts, treeOfPart } from '../../store/sealFiles.ts';
import { taskOf } from './clipVerbs.ts';
import type { CoreClient } from './coreClient.ts';
import { print } from './printAnswer.ts';
import { reachAny } from './reachCore.ts';
import { cardLines, listLines, planLines } from './sealWords.ts';
import { type FlagSpec, numberFlag, textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const taskFlag: FlagSpec = {
  ...{ name: 'task', kind: 'text', value: 'TASK' },
  help: 'Which task; by default the one the window works on, or the only one with clips',
};
const hashFlag: FlagSpec = {
  ...{ name: 'hash', kind: 'text', value: 'HASH' },
  help: 'Which contract, by its whole hash; the newest of the task by default',
};
const budgetFlags: readonly FlagSpec[] = [
  { name: 'trials', kind: 'int', min: 1, max: 100_000, value: 'N', help: 'At most so many trials' },
  { name: 'robot-hours', kind: 'number', min: 0, max: 1000, value: 'H', help: 'Of bench time' },
  { name: 'wall-hours', kind: 'number', min: 0, max: 1000, value: 'H', help: 'By the clock' },
  { name: 'tokens', kind: 'int', min: 1, max: 1e12, value: 'N', help: 'Of all models together' },
  { name: 'usd', kind: 'number', min: 0, max: 100_000, value: 'N', help: 'US dollars for models' },
];

const decisionFlags: readonly FlagSpec[] = [
  {
    ...{ name: 'decision', kind: 'text', value: 'RULE', choices: ruleNames },
    help: 'How a policy becomes champion; stack by default',
  },
  {
    ...{ name: 'metric', kind: 'text', value: 'METRIC', choices: metricNames },
    help: 'What counts as solved: any attempt (pass-k, by default) or the first',
  },
];

/** @throws BenchError `bad-input` for a metric where nothing is decided. */
function choiceOf(call: VerbCall) {
  const decision = ruleNames.find((name) => name === textFlag(call, 'decision'));
  const metric = metricNames.find((name) => name === textFlag(call, 'metric'));
  if (decision === 'none' && metric !== undefined)
    throw new BenchError('bad-input', '--metric means nothing with --decision none', {
      hint: 'Nothing takes the champion’s place then: leave --metric out.',
    });
  return {
    ...(decision === undefined ? {} : { decision }),
    ...(metric === undefined ? {} : { metric }),
  };
}

/** @throws BenchError `bad-input` for a bound of nothing. */
function budgetOf(call: VerbCall) {
  for (const { name } of budgetFlags)
    if (numberFlag(call, name) === 0)
      throw new BenchError('bad-input', `--${name} is more than nothing`, {
        hint: 'Leave it out for no bound.',
      });
  return {
    trials: numberFlag(call, 'trials') ?? null,
    robotHours: numberFlag(call, 'robot-hours') ?? null,
    wallHours: numberFlag(call, 'wall-hours') ?? null,
    tokens: numberFlag(call, 'tokens') ?? null,
    usd: numberFlag(call, 'usd') ?? null,
  };
}

/** @throws BenchError `bad-input`. */
function hashOf(call: VerbCall): string | undefined {
  const hash = textFlag(call, 'hash');
  if (hash === undefined || sealHashPattern.test(hash)) return hash;
  throw new BenchError('bad-input', '--hash is no hash of a contract', {
    hint: '64 characters of 0–9 and a–f; bench seal list --json prints them',
  });
}

/** A hash names its task by itself. */
async function sealNamed(
  call: VerbCall,
  client: CoreClient,
): Promise<{ task: string; hash?: string }> {
  const hash = hashOf(call);
  if (hash === undefined) return { task: await taskOf(call, client) };
  const named = textFlag(call, 'task');
  if (named !== undefined) return { task: named, hash };
  for (const { id } of await client.call('task.list', {}))
    if ((await client.call('seal.list', { task: id })).some((card) => card.hash === hash))
      return { task: id, hash };
  throw new BenchError('not-found', `no contract ${hash.slice(0, 12)} was sealed here`, {
    hint: 'bench seal list says which there are',
  });
}

/** The card with every file that it names and where it lies. */
function withFiles(card: SealCard) {
  const files = sealParts.flatMap((part) =>
    treeOfPart(card.contract, part).files.map(({ path: name, bytes, sha256 }) => ({
      ...{ path: `${part}/${name}`, bytes, sha256 },
      at: path.join(card.dir, part, name),
    })),
  );
  return { ...card, files };
}

const sealPlan: VerbSpec = {
  name: 'seal plan',
  summary: 'Say what would be sealed now and what does not hold yet; changes nothing',
  detail: 'Exit code 1: something does not hold yet.',
  args: [],
  flags: [taskFlag, ...decisionFlags, ...budgetFlags],
  examples: [
    {
      line: 'npx bench seal plan --task push-t',
      says: 'The card, and what is lacking, line by line',
    },
  ],
  async run(call) {
    const asked = { budget: budgetOf(call), ...choiceOf(call) };
    await using core = await reachAny(call);
    const task = await taskOf(call, core.client);
    const plan = await core.client.call('seal.plan', { task, ...asked });
    print(call, plan, planLines(plan));
    return plan.lines.every(({ ok }) => ok) ? 0 : 1;
  },
};

const sealCreate: VerbSpec = {
  name: 'seal create',
  summary: 'Seal the contract of a task: what is judged, by what, within which limits',
  detail:
    'Everything it names is copied read-only beside it. Exit code 3: something does not hold; with --override it is\n' +
    'sealed all the same, and the reason is kept with the name. docs/SEAL.md says how to read it.',
  args: [],
  flags: [
    taskFlag,
    {
      ...{ name: 'operator', kind: 'text', value: 'NAME', required: true },
      help: 'Who signs it',
    },
    ...decisionFlags,
    ...budgetFlags,
    {
      ...{ name: 'override', kind: 'text', value: 'WHY' },
      help: 'Why, although something does not hold',
    },
  ],
  examples: [
    {
      line: 'npx bench seal create --task push-t --operator Ada --trials 500 --json',
      says: '{"hash",…}',
    },
    {
      line: 'npx bench seal create --task push-t --operator Ada --decision strict --metric pass-1',
      says: 'Each idea is proved by itself, by first attempts',
    },
  ],
  async run(call) {
    const asked = { budget: budgetOf(call), ...choiceOf(call) };
    await using core = await reachAny(call);
    const card = await core.client.call('seal.create', {
      ...{ task: await taskOf(call, core.client), ...asked },
      operator: textFlag(call, 'operator') ?? '',
      override: textFlag(call, 'override') ?? null,
    });
    print(call, card, cardLines(card));
    return 0;
  },
};

const sealShow: VerbSpec = {
  name: 'seal show',
  summary: 'Show a sealed contract as a card; every file it names is hashed again',
  detail: 'Exit code 3: a file is not what was sealed.',
  args: [],
  flags: [taskFlag, hashFlag],
  examples: [
    { line: 'npx bench seal show --task push-t', says: 'The newest, for people' },
    {
      line: 'npx bench seal show --task push-t --json',
      says: '{"hash","contract",…,"files":[{"path","sha256","at"}]}',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const card = await core.client.call('seal.show', await sealNamed(call, core.client));
    print(call, withFiles(card), cardLines(card));
    return card.problem === null ? 0 : 3;
  },
};

const sealCheck: VerbSpec = {
  name: 'seal check',
  summary: 'Hold a sealed contract against its files, the code of the app and the bench, now',
  detail: 'Exit code 3: something is not what was sealed, and it is named.',
  args: [],
  flags: [taskFlag, hashFlag],
  examples: [{ line: 'npx bench seal check --task push-t', says: 'May a night run under it' }],
  async run(call) {
    await using core = await reachAny(call);
    const named = await sealNamed(call, core.client);
    const { hash } = await core.client.call('seal.check', named);
    print(call, { hash, ok: true }, [`Seal ${hash}: everything is what was sealed.`]);
    return 0;
  },
};

const sealList: VerbSpec = {
  name: 'seal list',
  summary: 'List the contracts of a task in the order in which they were signed',
  args: [],
  flags: [taskFlag],
  examples: [{ line: 'npx bench seal list --task push-t --json', says: 'With whole hashes' }],
  async run(call) {
    await using core = await reachAny(call);
    const task = await taskOf(call, core.client);
    const cards = await core.client.call('seal.list', { task });
    print(call, cards, listLines(cards));
    return 0;
  },
};

export const sealVerbs: readonly VerbSpec[] = [
  ...[sealPlan, sealCreate, sealShow, sealCheck, sealList],
];
