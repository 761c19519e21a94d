/** The core's end of the shell's link, on pipes in memory: what it says and when, and what the three wishes become. */
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { galleryBench, galleryRun } from '../../../renderer/gallery/plainData.ts';
import { createHandClock } from '../../../test/lib/shellUnderTest.ts';
import { realClock } from '../../base/lib/clock.ts';
import { type CallNeed, type CallView, noCall } from '../../base/model/call.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BenchView, RunView } from '../../base/model/view.ts';
import type { ToShell } from '../../base/wire/shellLink.ts';
import { createLineCutter, parseShellLine, toShellSchema } from '../../base/wire/shellLink.ts';
import { hasTray } from './hasTray.ts';
import { robotLine, serveShell } from './serveShell.ts';

type Answer = (args: unknown) => Promise<unknown>;

function serve(answers: Partial<Record<string, Answer>> = {}, endFails = false) {
  const hand = createHandClock();
  const read = new PassThrough();
  const write = new PassThrough();
  const calls: unknown[][] = [];
  const ended: number[] = [];
  const on: {
    bench?: (view: BenchView) => void;
    run?: (view: RunView | null) => void;
    call?: (view: CallView) => void;
  } = {};
  let minted = 0;
  const client = {
    call: (name: string, args: unknown) => {
      calls.push([name, args]);
      return answers[name]?.(args) ?? Promise.resolve({ wroteAfterMs: 1 });
    },
    onState: (topic: 'bench' | 'run' | 'call', run: never) => {
      on[topic] = run;
    },
  };
  const side = serveShell({
    client: client as never,
    clock: hand.clock,
    read,
    write,
    pid: 4242,
    tray: true,
    comeBack: 'npx bench start',
    mintUrl: async () => `http://127.0.0.1:1/?code=${++minted}`,
    endCore: (pid) => {
      if (endFails) throw new Error('no such process');
      ended.push(pid);
    },
  });
  const lines: (ToShell | null)[] = [];
  write.setEncoding('utf8');
  write.on(
    'data',
    createLineCutter((text) => void lines.push(parseShellLine(toShellSchema, text))),
  );
  const wish = async (text: string): Promise<void> => {
    read.write(`${text}\n`);
    await flush();
  };
  return { hand, read, calls, ended, on, side, lines, wish };
}

/** Streams hand on with the next turns of the event loop. */
async function flush(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await realClock.sleep(0);
}

const bench = (change: Partial<BenchView>): BenchView => ({ ...galleryBench(2), ...change });

describe('what the shell is told', () => {
  test('who speaks, a link, then the robot at every change and never twice the same', async () => {
    const { on, lines, hand } = serve();
    await flush();
    on.bench?.(bench({ mode: 'moving', lease: 'trial' }));
    on.run?.(galleryRun);
    hand.pass(100);
    await flush();
    const work = robotLine(bench({}), galleryRun).work;
    expect(lines.slice(0, 2)).toEqual([
      { type: 'core', pid: 4242, tray: true, comeBack: 'npx bench start' },
      { type: 'open', url: 'http://127.0.0.1:1/?code=1' },
    ]);
    expect(lines.slice(2)).toEqual([
      { type: 'robot', mode: 'moving', work: 'A trial', stopped: null },
      { type: 'robot', mode: 'moving', work, stopped: null },
    ]);
    on.bench?.(bench({ mode: 'moving', lease: 'trial' }));
    hand.pass(100);
    await flush();
    expect(lines).toHaveLength(4);
  });

  test('only the newest of what comes within a gap', async () => {
    const { on, lines, hand } = serve();
    for (const mode of ['moving', 'holding', 'moving', 'stopped'] as const)
      on.bench?.(bench({ mode, lease: 'none' }));
    await flush();
    hand.pass(100);
    await flush();
    const modes = lines.flatMap((line) => (line?.type === 'robot' ? [line.mode] : []));
    expect(modes).toEqual(['moving', 'stopped']);
  });

  test('a stop at once, also within the gap', async () => {
    const { on, lines, hand } = serve();
    on.bench?.(bench({ mode: 'moving', lease: 'none' }));
    await flush();
    const stopped = { reason: 'F12', wallTime: '', count: 1 };
    on.bench?.(bench({ mode: 'stopped', lease: 'none', stopped }));
    await flush();
    expect(lines.at(-1)).toMatchObject({ type: 'robot', mode: 'stopped', stopped: 'F12' });
    on.bench?.(bench({ mode: 'holding', lease: 'none' }));
    await flush();
    expect(lines.at(-1)).toMatchObject({ mode: 'stopped' }); // anything else waits
    hand.pass(100);
    await flush();
    expect(lines.at(-1)).toMatchObject({ mode: 'holding' });
  });

  test('work in words, and nothing when nothing would be lost', () => {
    const idle = bench({ mode: 'holding', lease: 'none' });
    expect(robotLine(idle, null)).toEqual({
      type: 'robot',
      mode: 'holding',
      work: null,
      stopped: null,
    });
    const run = { ...galleryRun, task: 'touch', done: 4, trials: 10, trial: null };
    expect(robotLine(idle, run).work).toBe('touch: trial 5 of 10');
    expect(robotLine(idle, { ...run, trials: null }).work).toBe('touch: trial 5');
    expect(robotLine(bench({ lease: 'teleop' }), null).work).toBe('Teleoperation');
  });
});

describe('a call', () => {
  const need: CallNeed = {
    ...{ key: 'night/needs-you', message: 'm'.repeat(600), todo: 'Look.', acknowledged: null },
    ...{ sinceWallTime: '2026-01-14T13:41:00Z', calls: 1, nextWallTime: null },
  };

  test('is told once for each time that somebody is called, and never after an answer', async () => {
    const { on, lines } = serve();
    const tell = (part: Partial<CallNeed> | null): void =>
      on.call?.({ ...noCall, need: part === null ? null : { ...need, ...part } });
    tell(null);
    tell({ calls: 0 });
    tell({});
    tell({});
    tell({ calls: 2 });
    tell({ calls: 3, acknowledged: { by: 'Bo', wallTime: '' } });
    await flush();
    const calls = lines.filter((line) => line?.type === 'call');
    expect(calls).toHaveLength(2);
    expect(calls[0]).toEqual({ type: 'call', message: 'm'.repeat(500), todo: 'Look.' });
  });

  test('of another shape is no line of the link', () => {
    const parse = (line: object) => parseShellLine(toShellSchema, JSON.stringify(line));
    expect(parse({ type: 'call', message: 'It waits.', todo: '' })).not.toBeNull();
    expect(parse({ type: 'call', message: 'x'.repeat(501), todo: '' })).toBeNull();
    expect(parse({ type: 'call', message: 'It waits.', todo: '', run: 'rm' })).toBeNull();
    expect(parse({ type: 'call', message: 7, todo: '' })).toBeNull();
  });
});

describe('what the shell may wish', () => {
  test('a stop is an ordinary stop; one that fails is said', async () => {
    const failing = serve({
      'bench.stop': () => Promise.reject(new BenchError('unavailable', 'the core went away')),
    });
    await failing.wish('{"do":"stop","reason":"tray"}');
    expect(failing.calls).toEqual([['bench.stop', { reason: 'tray' }]]);
    expect(failing.lines.at(-1)).toEqual({
      type: 'trouble',
      message: 'The stop was not delivered: the core went away',
    });
  });

  test('an end ends the process of the core, again at every wish, and leaves no stop behind', async () => {
    const { wish, calls, ended } = serve();
    await wish('{"do":"quit"}');
    expect(ended).toEqual([4242]);
    await wish('{"do":"quit"}'); // the first may have met a core that hung
    expect(ended).toEqual([4242, 4242]);
    expect(calls).toEqual([]);
  });

  test('an end that cannot be is said', async () => {
    const lost = serve({}, true);
    await lost.wish('{"do":"quit"}');
    expect(lost.lines).toContainEqual({
      type: 'trouble',
      message: 'The core was not ended: no such process',
    });
    expect(lost.ended).toEqual([]);
  });

  test('a window opens on a fresh link each time', async () => {
    const { wish, lines } = serve();
    await flush();
    await wish('{"do":"open"}');
    expect(lines.at(-1)).toEqual({ type: 'open', url: 'http://127.0.0.1:1/?code=2' });
  });

  test('anything else is nothing', async () => {
    const { wish, calls, ended, lines } = serve();
    await flush();
    const before = lines.length;
    for (const text of [
      '',
      'hello',
      '{"do":"resume"}',
      '{"do":"stop"}',
      '{"do":"quit","now":1}',
      '[]',
    ])
      await wish(text);
    expect([calls, ended, lines.length]).toEqual([[], [], before]);
  });

  test('a shell that went away leaves the core as it is', async () => {
    const { read, on, lines, calls, ended } = serve();
    await flush();
    const before = lines.length;
    read.end();
    await flush();
    on.bench?.(bench({ mode: 'stopped' }));
    await flush();
    expect([lines.length, calls, ended]).toEqual([before, [], []]);
  });
});

describe('a tray', () => {
  test('is where the session bus says so, by whatever client is there', async () => {
    const asked: string[] = [];
    const machine = (said: Record<string, string>) => ({
      platform: 'linux' as const,
      exec: async (file: string) => {
        asked.push(file);
        return said[file] ?? null;
      },
    });
    expect(await hasTray(machine({ gdbus: '(true,)' }))).toBe(true);
    expect(await hasTray(machine({ gdbus: '(false,)', busctl: 'b true' }))).toBe(false);
    expect(await hasTray(machine({ busctl: 'b true' }))).toBe(true);
    expect(await hasTray(machine({ 'dbus-send': '   boolean true' }))).toBe(true);
    expect(await hasTray(machine({}))).toBe(false);
    expect(asked.slice(-3)).toEqual(['gdbus', 'busctl', 'dbus-send']);
    expect(await hasTray({ ...machine({}), platform: 'darwin' })).toBe(true);
  });
});
