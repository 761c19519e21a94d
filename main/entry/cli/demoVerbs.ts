/** `bench demos list` and `show`: what was recorded at the arm, made or imported, as the book of demos has it. */
import { textTable } from '../../base/lib/textTable.ts';
import { type DemoView, demoIdPattern } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { CoreClient } from './coreClient.ts';
import { reachAny } from './reachCore.ts';
import { textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const secondsOf = ({ fromMs, toMs }: DemoView): string =>
  `${((toMs - fromMs) / 1000).toFixed(1)} s`;

function originOf({ origin }: DemoView): string {
  if (origin.kind === 'teleop') return origin.input;
  if (origin.kind === 'fooled') return `fooled ${origin.judge}`;
  return origin.kind === 'import' ? `import (${origin.format})` : 'synth';
}

const whatOf = ({ result, nearMiss }: DemoView): string =>
  nearMiss === null ? (result ?? '–') : `${result ?? '–'}: ${nearMiss}`;

async function demosOf(call: VerbCall, client: CoreClient): Promise<readonly DemoView[]> {
  const task = textFlag(call, 'task');
  if (task !== undefined) return await client.call('demo.list', { task });
  const all: DemoView[] = [];
  for (const { id } of await client.call('task.list', {}))
    all.push(...(await client.call('demo.list', { task: id })));
  return all.sort((a, b) => a.id.localeCompare(b.id));
}

export const demosList: VerbSpec = {
  name: 'demos list',
  summary: 'List the demos, oldest first; locked ones are not told',
  args: [],
  flags: [{ name: 'task', kind: 'text', value: 'TASK', help: 'Only of this task' }],
  examples: [
    { line: 'npx bench demos list --task push-t', says: 'What was shown so far' },
    { line: 'npx bench demos list --json', says: 'A line each' },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const demos = await demosOf(call, core.client);
    const { terminal, json } = call;
    if (json) for (const demo of demos) terminal.out(JSON.stringify(demo));
    else if (demos.length === 0) terminal.out('There is none yet.');
    else {
      const rows = demos.map((demo) => [
        ...[demo.id, demo.task, whatOf(demo), originOf(demo), secondsOf(demo)],
        ...[String(demo.frames), String(demo.clips), demo.wallTime.slice(0, 19).replace('T', ' ')],
      ]);
      const heads = ['Demo', 'Task', 'Shown', 'By', 'Length', 'Frames', 'Clips', 'Made (UTC)'];
      for (const line of textTable(heads, rows)) terminal.out(line);
    }
    return 0;
  },
};

export const demosShow: VerbSpec = {
  name: 'demos show',
  summary: 'Show one demo',
  args: [{ name: 'DEMO', required: true, help: 'Like demo-000001; see bench demos list' }],
  flags: [],
  examples: [{ line: 'npx bench demos show demo-000001 --json', says: 'All that is known of it' }],
  async run(call) {
    const [id = ''] = call.args;
    if (!demoIdPattern.test(id))
      throw new BenchError('bad-input', `${JSON.stringify(id.slice(0, 40))} is no demo`, {
        hint: 'bench demos list says which there are',
      });
    await using core = await reachAny(call);
    const demo = await core.client.call('demo.show', { id });
    if (call.json) {
      call.terminal.out(JSON.stringify(demo));
      return 0;
    }
    const facts: readonly (readonly [string, string])[] = [
      ['Demo', demo.id],
      ['Task', demo.task],
      ['Recording', demo.recordingId],
      ['Shown', whatOf(demo)],
      ['By', originOf(demo)],
      ['Span', `${demo.fromMs.toFixed(0)} to ${demo.toMs.toFixed(0)} ms (${secondsOf(demo)})`],
      ['Cameras', demo.roles.join(', ')],
      ['Frames', `${demo.frames} of the first camera`],
      ['Clips', String(demo.clips)],
      ['Made', demo.wallTime],
      ...(demo.why === '' ? [] : [['Cut short', demo.why] as const]),
    ];
    for (const [name, value] of facts) call.terminal.out(`${name.padEnd(12)}${value}`);
    return 0;
  },
};
