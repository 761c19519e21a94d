/** `bench call set`, `show`, `test`, `seen`, `clear`: how the bench calls a person when the night needs one. */
import { z } from 'zod';
import { type CallView, callBounds, callLimitMs, callMinutes } from '../../base/model/call.ts';
import { BenchError } from '../../base/model/errors.ts';
import { nameOf } from './nightRun.ts';
import { print } from './printAnswer.ts';
import { needRunning, reachAny } from './reachCore.ts';
import { type FlagSpec, numberFlag, textFlag, type VerbSpec } from './verb.ts';

const byFlag: FlagSpec = {
  ...{ name: 'by', kind: 'text', value: 'NAME' },
  help: 'Who says so; operator by default',
};

const wordsSchema = z.array(z.string()).min(1);

function commandOf(text: string): string[] {
  try {
    const parsed = wordsSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // said below
  }
  throw new BenchError('bad-input', '--command is no JSON list of words', {
    hint: `Like '["/usr/local/bin/page","--text"]'.`,
  });
}

function showLines({ command, problem, need, last }: CallView): readonly string[] {
  const pager =
    command === null
      ? ['No pager is set: the window and the desktop call.']
      : [
          `Pager       ${JSON.stringify(command.command)}`,
          `Set         by ${command.by}, ${command.wallTime}; at most ${command.perHour} calls an hour`,
        ];
  const called =
    need === null
      ? ['Nobody is needed.']
      : [
          `Needed      since ${need.sinceWallTime}: ${need.message}`,
          `Called      ${need.calls} times; next: ${need.nextWallTime ?? 'not by itself'}`,
          ...(need.acknowledged === null ? [] : [`Comes       ${need.acknowledged.by}`]),
        ];
  return [
    ...pager,
    ...(problem === null ? [] : [`Not used: ${problem}`]),
    ...called,
    ...(last === null ? [] : [`Last run    ${last.wallTime}: ${last.words}, ${last.seconds} s`]),
  ];
}

const callSet: VerbSpec = {
  name: 'call set',
  summary: "Set the lab's own pager, which is run when a night needs a person",
  detail: [
    'A list of words, the first of them the whole path of a program: no shell reads it. It runs as the',
    'user of the core, with NIGHTBENCH_ALERT and standard input holding the alert as JSON, and is ended',
    `after ${callLimitMs / 1000} s. It is run at once, and again until somebody answers: after`,
    `${callMinutes.slice(1).join(' and ')} minutes.`,
  ].join('\n'),
  args: [],
  flags: [
    {
      ...{ name: 'command', kind: 'text', value: 'JSON', required: true },
      help: 'Program and arguments, as a JSON list',
    },
    {
      ...{ name: 'per-hour', kind: 'int', value: 'N', min: 1, max: callBounds.perHour },
      help: 'At most so many calls an hour; 6 by default',
    },
    byFlag,
  ],
  examples: [
    {
      line: `npx bench call set --command '["/usr/local/bin/page","--text"]' --by Ada`,
      says: 'The pager of the lab',
    },
  ],
  async run(call) {
    const command = commandOf(textFlag(call, 'command') ?? '');
    const perHour = numberFlag(call, 'per-hour');
    await using core = await reachAny(call);
    const view = await core.client.call('call.set', {
      ...{ command, by: nameOf(call) },
      ...(perHour === undefined ? {} : { perHour }),
    });
    print(call, view, [...showLines(view), 'Try it: bench call test.']);
    return 0;
  },
};

const callShow: VerbSpec = {
  name: 'call show',
  summary: 'Show the pager, who is needed now, and when somebody is called next',
  args: [],
  flags: [],
  examples: [{ line: 'npx bench call show', says: 'Before going home' }],
  async run(call) {
    await using core = await reachAny(call);
    const view = await core.client.call('call.show', {});
    print(call, view, showLines(view));
    return 0;
  },
};

const callTest: VerbSpec = {
  name: 'call test',
  summary: 'Really run the pager once, and say how it ended',
  detail: 'Exit code 1: it did not end well.',
  args: [],
  flags: [byFlag],
  examples: [{ line: 'npx bench call test --by Ada', says: 'Does the telephone ring?' }],
  async run(call) {
    await using core = await reachAny(call);
    // Longer than the pager may take, whatever the client's own patience is.
    const result = await core.client.call('call.test', { by: nameOf(call) });
    print(call, result, [`The pager ran ${result.seconds} s: ${result.words}.`]);
    return result.ok ? 0 : 1;
  },
};

const callSeen: VerbSpec = {
  name: 'call seen',
  summary: 'Say that you come: nobody is called again for what stands now',
  args: [],
  flags: [byFlag],
  examples: [{ line: 'npx bench call seen --by Ada', says: 'From the telephone, on the way' }],
  async run(call) {
    await using core = await needRunning(call);
    await core.client.call('call.acknowledge', { by: nameOf(call) });
    print(call, { seen: true }, ['Nobody is called again for this.']);
    return 0;
  },
};

const callClear: VerbSpec = {
  name: 'call clear',
  summary: 'Forget the pager',
  args: [],
  flags: [byFlag],
  examples: [{ line: 'npx bench call clear --by Ada', says: 'The window calls alone' }],
  async run(call) {
    await using core = await reachAny(call);
    const view = await core.client.call('call.clear', { by: nameOf(call) });
    print(call, view, showLines(view));
    return 0;
  },
};

export const callVerbs: readonly VerbSpec[] = [callSet, callShow, callTest, callSeen, callClear];
