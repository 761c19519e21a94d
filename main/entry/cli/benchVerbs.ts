/** `bench benches …` and `bench devices`: which benches there are, what is plugged in, and which one is open. */
import { benchChoiceSchema } from '../../base/api/phaseOneCommands.ts';
import { textTable } from '../../base/lib/textTable.ts';
import { BenchError } from '../../base/model/errors.ts';
import { complaints } from '../door/answerCall.ts';
import { reachAny } from './reachCore.ts';
import { readJsonInput } from './readJsonInput.ts';
import { textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const benchArg = { name: 'BENCH', required: true, help: 'See bench benches list' } as const;

function benchIdArg(call: VerbCall): string {
  const id = call.args[0] ?? '';
  if (/^[a-z][a-z0-9-]{0,39}$/.test(id)) return id;
  throw new BenchError('bad-input', `${JSON.stringify(id.slice(0, 50))} is no name of a bench`, {
    hint: 'Lower-case letters, digits and dashes, beginning with a letter, at most 40.',
  });
}

export const devices: VerbSpec = {
  name: 'devices',
  summary: 'List the serial ports and cameras that are plugged in',
  args: [],
  flags: [],
  examples: [{ line: 'npx bench devices', says: 'What a bench may be made of' }],
  async run(call) {
    await using core = await reachAny(call);
    const found = await core.client.call('bench.devices', {});
    const { terminal } = call;
    if (call.json) {
      terminal.out(JSON.stringify(found));
      return 0;
    }
    for (const { path, maker, serial } of found.ports)
      terminal.out(
        `Port ${path} ${[maker, serial].filter((word) => word !== '').join(', ')}`.trim(),
      );
    for (const { device, name } of found.cameras) terminal.out(`Camera ${device} ${name}`);
    if (found.ports.length === 0) terminal.out('No serial port is plugged in.');
    if (found.cameras.length === 0) terminal.out('No camera is plugged in.');
    for (const problem of found.problems) terminal.note(problem);
    return 0;
  },
};

export const benchesList: VerbSpec = {
  name: 'benches list',
  summary: 'List the benches of the data folder, and which one is in use',
  args: [],
  flags: [],
  examples: [{ line: 'npx bench benches list', says: 'The simulated bench is always there' }],
  async run(call) {
    await using core = await reachAny(call);
    const { current, benches } = await core.client.call('bench.choices', {});
    if (call.json) {
      call.terminal.out(JSON.stringify({ current, benches }));
      return 0;
    }
    const rows = benches.map(({ id, name, kind, followerPort, leaderPort, cameras }) => [
      id === current ? '*' : '',
      id,
      name,
      kind,
      followerPort ?? '–',
      leaderPort ?? '–',
      cameras.map(({ role, device }) => `${role} ${device}`).join(', ') || '–',
    ]);
    const heads = ['', 'Bench', 'Name', 'Kind', 'Arm', 'Leader', 'Cameras'];
    for (const line of textTable(heads, rows)) call.terminal.out(line);
    return 0;
  },
};

export const benchesSave: VerbSpec = {
  name: 'benches save',
  summary: 'Save a real bench: its ports and its cameras by role, whole or not at all',
  args: [],
  flags: [
    {
      name: 'file',
      kind: 'text',
      value: 'F',
      required: true,
      help: 'The bench as JSON, as benches list --json shows it; - reads standard input',
    },
  ],
  examples: [{ line: 'npx bench benches save --file lab.json', says: 'Then: benches choose lab' }],
  async run(call) {
    const parsed = benchChoiceSchema.safeParse(
      await readJsonInput(call, textFlag(call, 'file') ?? ''),
    );
    if (!parsed.success)
      throw new BenchError('bad-input', `this bench does not fit: ${complaints(parsed.error)}`, {
        hint: `It has ${Object.keys(benchChoiceSchema.shape).join(', ')}`,
      });
    await using core = await reachAny(call);
    await core.client.call('bench.save', { bench: parsed.data });
    call.terminal.out(call.json ? JSON.stringify({ saved: parsed.data.id }) : 'Saved.');
    return 0;
  },
};

export const benchesChoose: VerbSpec = {
  name: 'benches choose',
  summary: 'Make another bench the current one, once all of it stands',
  args: [benchArg],
  flags: [],
  examples: [{ line: 'npx bench benches choose simulated', says: 'Back to the simulated one' }],
  async run(call) {
    const bench = benchIdArg(call);
    await using core = await reachAny(call, true);
    await core.client.call('bench.choose', { bench });
    call.terminal.out(call.json ? JSON.stringify({ current: bench }) : `${bench} is the bench.`);
    return 0;
  },
};

export const benchesRemove: VerbSpec = {
  name: 'benches remove',
  summary: 'Forget a bench with its envelope and its calibrations',
  args: [benchArg],
  flags: [],
  examples: [{ line: 'npx bench benches remove lab', says: 'Not the one in use' }],
  async run(call) {
    const bench = benchIdArg(call);
    await using core = await reachAny(call);
    await core.client.call('bench.remove', { bench });
    call.terminal.out(call.json ? JSON.stringify({ removed: bench }) : 'Removed.');
    return 0;
  },
};
