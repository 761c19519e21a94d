/**
 * `bench judge live`, `latency` and `watch`: a judge on the running cameras, from a script as from the window. The bench's
 * cameras stand while the command runs; nothing moves.
 */
import { textTable } from '../../base/lib/textTable.ts';
import { BenchError } from '../../base/model/errors.ts';
import { judgeGate } from '../../base/model/judge.ts';
import type { JudgeLiveView } from '../../base/model/judgeWork.ts';
import type { CoreClient } from './coreClient.ts';
import { judgeFlag, neededTaskFlag } from './judgeFlags.ts';
import { reachAny } from './reachCore.ts';
import {
  type EndSignal,
  numberFlag,
  signalExitCode,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

const pollMs = 500;

function judgeOf(call: VerbCall): { readonly task: string; readonly judge?: string } {
  const judge = textFlag(call, 'judge');
  return { task: textFlag(call, 'task') ?? '', ...(judge === undefined ? {} : { judge }) };
}

/**
 * Looks on until `until` resolves, a signal comes, the judge fails or somebody ends it. @throws BenchError `unavailable`
 * with why.
 */
async function lookOn<T>(
  call: VerbCall,
  onView: (view: JudgeLiveView) => void,
  until: (client: CoreClient) => Promise<T>,
): Promise<T | EndSignal> {
  const { promise: ended, resolve: endBy } = Promise.withResolvers<EndSignal>();
  using _end = call.terminal.onEnd((why) => endBy(why));
  await using core = await reachAny(call);
  const { client } = core;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  await client.call('judge.live', judgeOf(call));
  client.onState('judgeLive', (view) => {
    if (view === null)
      failed.reject(new BenchError('unavailable', 'looking on was ended elsewhere'));
    else if (view.state === 'failed') failed.reject(new BenchError('unavailable', view.why));
    else onView(view);
  });
  try {
    return await Promise.race([until(client), ended, failed.promise, client.lost]);
  } finally {
    await client.call('judge.liveEnd', {}).catch(() => undefined);
  }
}

export const judgeLive: VerbSpec = {
  name: 'judge live',
  summary: 'Show what a judge says of the running cameras, line by line, until Ctrl-C',
  args: [],
  flags: [neededTaskFlag, judgeFlag],
  examples: [
    { line: 'npx bench judge live --task push-t', says: 'Move the T by hand and watch' },
    {
      line: 'npx bench judge live --task push-t --json',
      says: 'A line a moment: {"atMs","verdict","score","margin","flags",…}',
    },
  ],
  async run(call) {
    let shownMs = Number.NEGATIVE_INFINITY;
    const show = ({ trace, dwellHas, dwell }: JudgeLiveView): void => {
      for (const moment of trace.filter(({ atMs }) => atMs > shownMs)) {
        const { atMs, verdict, score, margin, flags } = moment;
        const words = [verdict.padEnd(9), score.toFixed(3), margin.toFixed(2).padStart(6)];
        const line = `${words.join('  ')}  ${dwellHas} of ${dwell.of}  ${flags.join(', ')}`;
        call.terminal.out(call.json ? JSON.stringify(moment) : line.trimEnd());
        shownMs = atMs;
      }
    };
    const end = await lookOn(call, show, () => new Promise<never>(() => undefined));
    return signalExitCode[end];
  },
};

export const judgeLatency: VerbSpec = {
  name: 'judge latency',
  summary: 'Measure how long a judge takes from a picture to its verdict, on the running cameras',
  detail:
    'Of each picture, from its capture to the verdict over all cameras. A thousand pictures take a minute\n' +
    `or two. Exit code 1: fewer than asked, or p99 above ${judgeGate.p99Ms} ms.`,
  args: [],
  flags: [
    neededTaskFlag,
    judgeFlag,
    {
      ...{ name: 'frames', kind: 'int', min: 1, max: 20_000, value: 'N' },
      help: `How many pictures; ${judgeGate.latencyFrames} by default`,
    },
  ],
  examples: [
    {
      line: 'npx bench judge latency --task push-t --json',
      says: '{"p50","p95","p99","n","how":"live"}',
    },
  ],
  async run(call) {
    const { clock } = call.terminal;
    const frames = numberFlag(call, 'frames') ?? judgeGate.latencyFrames;
    const measured = await lookOn(
      call,
      () => undefined,
      async (client) => {
        for (;;) {
          const latency = await client.call('judge.latency', {});
          if (latency !== null && latency.n >= frames) return latency;
          await clock.sleep(pollMs);
        }
      },
    );
    if (typeof measured === 'string') return signalExitCode[measured];
    const { p50, p95, p99, n } = measured;
    call.terminal.out(
      call.json
        ? JSON.stringify(measured)
        : `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms over ${n} pictures`,
    );
    return p99 <= judgeGate.p99Ms ? 0 : 1;
  },
};

export const judgeWatch: VerbSpec = {
  name: 'judge watch',
  summary: 'Compare cameras and light with what the judge in force learnt from, now',
  detail:
    'Exit code 1: a camera moved, sees other light or nothing, or a known clip is judged otherwise.',
  args: [],
  flags: [neededTaskFlag],
  examples: [
    {
      line: 'npx bench judge watch --task push-t --json',
      says: '{"judge","cameras":[{"role","state","shiftPx","gain"}],"canaries":{"n","same"},…}',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const found = await core.client.call('judge.watch', { task: textFlag(call, 'task') ?? '' });
    const { cameras, canaries } = found;
    if (call.json) call.terminal.out(JSON.stringify(found));
    else {
      const rows = cameras.map(({ role, state, shiftPx, gain, words }) => [
        ...[role, state, shiftPx.toFixed(2), gain.toFixed(3), words],
      ]);
      const heads = ['Camera', 'State', 'Shift px', 'Gain', ''];
      for (const line of textTable(heads, rows)) call.terminal.out(line);
      call.terminal.out(`${canaries.same} of ${canaries.n} known clips get the verdict they had.`);
    }
    const isWell = cameras.every(({ state }) => state === 'as-learnt');
    return isWell && canaries.same === canaries.n ? 0 : 1;
  },
};

export const judgeLiveVerbs: readonly VerbSpec[] = [judgeLive, judgeLatency, judgeWatch];
