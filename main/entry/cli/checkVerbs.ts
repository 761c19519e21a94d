/** `bench check`: every line of the bench check, measured now; the stop tested by stopping. */
import type { CheckView } from '../../base/model/phaseOne.ts';
import type { CoreClient } from './coreClient.ts';
import { reachAny } from './reachCore.ts';
import { switchFlag, type VerbCall, type VerbSpec } from './verb.ts';

/** As long as somebody at the table would need to see that the arm moves. */
const pressAfterMs = 2000;
/** A core that just started opens its bench a moment later; one that cannot says why in the check. */
const standsWithinMs = 20_000;

async function waitForBench(client: CoreClient, call: VerbCall): Promise<void> {
  const { promise: stands, resolve } = Promise.withResolvers<void>();
  client.onState('bench', ({ arm }) => {
    if (arm !== null) resolve();
  });
  const late = call.terminal.clock.after(standsWithinMs, () => resolve());
  await Promise.race([stands, client.lost]).finally(() => late[Symbol.dispose]());
}

const marks: Readonly<Record<CheckView['lines'][number]['state'], string>> = {
  pass: 'ok  ',
  fail: 'FAIL',
  'needs-you': 'you ',
  'not-yet': '–   ',
  running: '…   ',
};

function show({ terminal, json }: VerbCall, view: CheckView): void {
  if (json) {
    terminal.out(JSON.stringify(view));
    return;
  }
  for (const { state, name, value, detail, remedy } of view.lines) {
    terminal.out(`${marks[state]}  ${name}: ${value}`);
    if (state !== 'pass' && detail !== '' && detail !== value) terminal.out(`      ${detail}`);
    if (state !== 'pass' && remedy !== '') terminal.out(`      To do: ${remedy}`);
  }
}

/** The arm moves, and this presses Stop by itself: what it shows is the stop's way, not a person's hand. */
async function testStop(client: CoreClient, { terminal, json }: VerbCall): Promise<CheckView> {
  let hasPressed = false;
  client.onState('check', ({ stopTest }) => {
    if (stopTest?.state !== 'moving' || hasPressed) return;
    hasPressed = true;
    terminal.note(
      `The arm moves slowly. This command presses Stop after ${pressAfterMs / 1000} s.`,
    );
    void terminal.clock
      .sleep(pressAfterMs)
      .then(() => client.call('bench.stop', { reason: 'stop test from the command line' }))
      .catch(() => undefined); // whatever it was, the test itself says that nobody stopped the arm
  });
  const view = await client.call('check.stopTest', {});
  const { stopTest } = view;
  if (!json && stopTest !== null) {
    const figure = (ms: number | null): string => (ms === null ? '–' : `${ms.toFixed(1)} ms`);
    terminal.out(`${stopTest.why}`);
    terminal.out(
      `Hold packet after ${figure(stopTest.wroteAfterMs)}, stood after ${figure(stopTest.stoodAfterMs)}.`,
    );
  }
  terminal.note('The bench stays stopped until somebody resumes it: npx bench resume.');
  return view;
}

export const check: VerbSpec = {
  name: 'check',
  summary: 'Measure every line of the bench check',
  detail: [
    'Servos, supply, ranges, cameras, loop, disk, clock, envelope and stop, each with its reason and what to do.',
    'Exits with 1 when a line fails. With --stop-test the arm really moves, and is really stopped.',
  ].join('\n'),
  args: [],
  flags: [
    {
      name: 'stop-test',
      kind: 'switch',
      help: 'Move the arm slowly and press Stop after 2 s, by this command itself',
    },
  ],
  examples: [
    { line: 'npx bench check --json', says: '{"benchId":…,"lines":[{"id":"servos",…' },
    { line: 'npx bench check --stop-test', says: 'Keep your hands away from the arm' },
  ],
  async run(call) {
    await using core = await reachAny(call, true);
    await waitForBench(core.client, call);
    if (switchFlag(call, 'stop-test')) {
      const view = await testStop(core.client, call);
      if (call.json) show(call, view);
      return view.stopTest?.state === 'held' ? 0 : 1;
    }
    const view = await core.client.call('check.run', {});
    show(call, view);
    return view.lines.some(({ state }) => state === 'fail') ? 1 : 0;
  },
};
