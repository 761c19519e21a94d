/**
 * A core whose one agent prints ten megabytes whenever it is told to, in a process of its own behind the real door. Its
 * terminal is a real one (PTY, ring, mirror); with `--whole` one that skips nothing: it keeps to the same flow, but a page
 * that lags gets every byte and no snapshot. Prints the link as one JSON line; each line of standard input is a burst that
 * ends with that line; ends with standard input.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { realClock as clock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { openPty } from '../../main/entry/openPty.ts';
import { flow } from '../../main/evolution/agent/terminal/createFollower.ts';
import { openTerminal } from '../../main/evolution/agent/terminal/openTerminal.ts';
import { claude } from '../../renderer/gallery/galleryAgents.ts';
import { galleryBench, galleryCore, galleryTasks } from '../../renderer/gallery/plainData.ts';
import { createTinyCore } from '../../test/lib/tinyCore.ts';

const burstBytes = 10e6;
const turnMs = 4;

const { values } = parseArgs({
  options: {
    window: { type: 'string', default: '' },
    trials: { type: 'string', default: '' },
    whole: { type: 'boolean', default: false },
  },
});

/** Lines as an agent's program writes them: colours, some that are wrapped, some signs beyond ASCII. */
function burstText(): string {
  const rng = createRng(1).fork('burst');
  const lines: string[] = [];
  for (let length = 0; length < burstBytes; length += lines.at(-1)?.length ?? 0) {
    const words = Array.from({ length: 4 + rng.below(20) }, () => 'abcdefghij'.slice(rng.below(9)));
    const sign = rng.below(8) === 0 ? '● └ é 漢字 ' : '';
    lines.push(`\x1b[${31 + rng.below(7)}m${sign}${words[0]}\x1b[39m ${words.join(' ')}\n`);
  }
  return lines.join('');
}

interface Printer {
  readonly terminal: CoreApi['terminal'];
  burst(lastLine: string): void;
  resize(cols: number, rows: number): void;
}

function createRealPrinter(): Printer {
  const path = join(values.trials, 'burst.txt');
  writeFileSync(path, burstText());
  const script = 'stty -echo; while read -r line; do cat "$0"; echo "$line"; done';
  const terminal = openTerminal({
    openPty,
    command: {
      file: '/bin/sh',
      args: ['-c', script, path],
      env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color' },
      cwd: values.trials,
    },
    scrollbackPath: join(values.trials, 'scrollback'),
    clock,
    log: silentLog,
  });
  return {
    terminal: (agentId, from, on) => terminal.follow(from, (piece) => on({ agentId, ...piece })),
    burst: (lastLine) => terminal.write(`${lastLine}\n`),
    resize: (cols, rows) => terminal.resize(cols, rows),
  };
}

/** Everything from where a follower came in, in order, at the pace of its acknowledgements. */
function createWholePrinter(): Printer {
  const text = burstText().replaceAll('\n', '\r\n');
  let output: Uint8Array = new Uint8Array();
  let base = 0;
  return {
    terminal(agentId, _from, on) {
      let place = base + output.length;
      let acked = place;
      let paused = false;
      const pump = (): void => {
        while (!paused && place < base + output.length) {
          const bytes = output.subarray(place - base, place - base + flow.chunkBytes);
          place += bytes.length;
          paused = place - acked >= flow.pauseBytes;
          on({ agentId, kind: 'output', end: place, bytes });
        }
      };
      const turns = clock.every(turnMs, pump);
      clock.after(0, () => on({ agentId, kind: 'snapshot', end: place, bytes: new Uint8Array() }));
      return Object.assign(turns, {
        ack: (end: number) => {
          acked = Math.max(acked, end);
          if (place - acked < flow.resumeBytes) paused = false;
        },
      });
    },
    burst: (lastLine) => {
      base += output.length;
      output = new TextEncoder().encode(`${text}${lastLine}\r\n`);
    },
    resize: () => undefined,
  };
}

const printer = values.whole ? createWholePrinter() : createRealPrinter();
const core = createTinyCore({
  'core.info': () => galleryCore,
  'task.list': () => galleryTasks,
  'trial.list': () => ({ rows: [], total: 0, head: 0 }),
  'agent.resize': ({ cols, rows }: { cols: number; rows: number }) => printer.resize(cols, rows),
  'agent.trials': () => [],
  'agent.ideas': () => [],
});
core.bench.set(galleryBench(2));
core.agents.set([{ ...claude, waitsFor: null }]);
const door = await openDoor({
  api: { ...core.api, terminal: printer.terminal },
  clock,
  log: silentLog,
  version: 'perf',
  windowDir: values.window,
  trialsDir: values.trials,
});
createInterface({ input: process.stdin })
  .on('line', printer.burst)
  .on('close', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ url: door.mintUrl() })}\n`);
