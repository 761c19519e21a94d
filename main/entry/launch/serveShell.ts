/**
 * The core's end of the link to the desktop shell: says what the arm does, calls a person, mints links, and turns the
 * shell's three wishes into ordinary calls. Knows neither Electron nor who started whom. The words for the work are
 * made here, so that the shell knows no trial.
 */
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../base/lib/clock.ts';
import { type CallView, callId } from '../../base/model/call.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { BenchView, LeaseHolder, RunView } from '../../base/model/view.ts';
import type { FromShell, RobotLine, ToShell } from '../../base/wire/shellLink.ts';
import {
  createLineCutter,
  fromShellSchema,
  maxSentenceChars,
  parseShellLine,
} from '../../base/wire/shellLink.ts';
import type { CoreClient } from '../cli/coreClient.ts';

/** Between two states. A change to stopped does not wait for it. */
const gapMs = 100;

export interface ShellSidePorts {
  readonly client: Pick<CoreClient, 'call' | 'onState'>;
  readonly clock: Clock;
  readonly read: Readable;
  readonly write: Writable;
  /** The process of the core, from its card: one that hangs is not asked. */
  readonly pid: number;
  readonly tray: boolean;
  readonly comeBack: string;
  /** A link that opens one window, once. */
  readonly mintUrl: () => Promise<string>;
  /** Ends the process of the core, as Ctrl-C would. */
  readonly endCore: (pid: number) => void;
}

export interface ShellSide extends Disposable {
  /** The core ends because somebody wants it to: the shell goes without a question. */
  bye(): void;
}

const leaseWords: Readonly<Record<LeaseHolder, string | null>> = {
  none: null,
  trial: 'A trial',
  reset: 'A reset',
  teleop: 'Teleoperation',
  calibration: 'Calibration',
};

/** What would be lost by ending now, in a person's words. */
function workWords(bench: BenchView, run: RunView | null): string | null {
  if (run === null) return leaseWords[bench.lease];
  const number = (run.trial?.index ?? run.done) + 1;
  const of = run.trials === null ? '' : ` of ${run.trials}`;
  return `${run.task}: trial ${number}${of}`;
}

export function robotLine(bench: BenchView, run: RunView | null): RobotLine {
  const { mode, stopped } = bench;
  return { type: 'robot', mode, work: workWords(bench, run), stopped: stopped?.reason ?? null };
}

/** Sends the newest line when it differs from the last one sent, at most one per gap and one in the pipe. */
function createRobotTeller(send: (line: ToShell, done: () => void) => void, clock: Clock) {
  let sent = '';
  let toldStopped = false;
  let next: RobotLine | null = null;
  let busy = false;
  let gap: Disposable | null = null;
  const flush = (): void => {
    if (next === null || busy) return;
    const line = next;
    const isStopped = line.mode === 'stopped' || line.stopped !== null;
    if (gap !== null && (!isStopped || toldStopped)) return;
    next = null;
    const text = JSON.stringify(line);
    if (text === sent) return;
    sent = text;
    toldStopped = isStopped;
    busy = true;
    gap?.[Symbol.dispose]();
    gap = clock.after(gapMs, () => {
      gap = null;
      flush();
    });
    send(line, () => {
      busy = false;
      flush();
    });
  };
  return {
    tell(line: RobotLine): void {
      next = line;
      flush();
    },
    [Symbol.dispose](): void {
      gap?.[Symbol.dispose]();
      next = null;
    },
  };
}

const bounded = (words: string): string => words.slice(0, maxSentenceChars);

/** Says each call once: also one that stood before the shell came. */
function createCallTeller(send: (line: ToShell) => void) {
  let told = '';
  return ({ need }: CallView): void => {
    const id = callId({ need });
    if (need === null || id === null || id === told) return;
    told = id;
    send({ type: 'call', message: bounded(need.message), todo: bounded(need.todo) });
  };
}

/** Serves until disposed or until the shell's pipe ends; both leave the core as it is, and the pipes to their owner. */
export function serveShell(ports: ShellSidePorts): ShellSide {
  const { client, clock, read, write, pid, tray, comeBack, mintUrl, endCore } = ports;
  let open = true;
  const send = (line: ToShell, done: () => void = () => undefined): void => {
    if (open && write.writable) write.write(`${JSON.stringify(line)}\n`, () => done());
  };
  const teller = createRobotTeller(send, clock);
  let bench: BenchView | null = null;
  let run: RunView | null = null;
  const tell = (): void => {
    if (bench !== null) teller.tell(robotLine(bench, run));
  };
  const trouble = (what: string, thrown: unknown): void => {
    const message = bounded(`${what}: ${toBenchError(thrown).message}`);
    send({ type: 'trouble', message });
  };
  let minting = false;
  const openWindow = async (): Promise<void> => {
    if (minting) return;
    minting = true;
    try {
      send({ type: 'open', url: await mintUrl() });
    } catch (thrown) {
      trouble('The core gave no link', thrown);
    } finally {
      minting = false;
    }
  };
  const stop = async (reason: string): Promise<void> => {
    await client
      .call('bench.stop', { reason })
      .catch((thrown: unknown) => trouble('The stop was not delivered', thrown));
  };
  /** The end of the core holds the arm, and leaves no stop behind that the next start would have to resume from. */
  const quit = (): void => {
    try {
      endCore(pid);
    } catch (thrown) {
      trouble('The core was not ended', thrown);
    }
  };
  const hear = (line: FromShell): void => {
    if (line.do === 'open') void openWindow();
    else if (line.do === 'stop') void stop(line.reason);
    else quit();
  };
  const cut = createLineCutter((text) => {
    const line = parseShellLine(fromShellSchema, text);
    if (line !== null && open) hear(line);
  });
  const close = (): void => {
    open = false;
    teller[Symbol.dispose]();
  };
  read.setEncoding('utf8');
  read.on('data', cut);
  for (const event of ['end', 'error'] as const) read.once(event, close);
  write.on('error', close);
  send({ type: 'core', pid, tray, comeBack });
  client.onState('bench', (view) => {
    bench = view;
    tell();
  });
  client.onState('run', (view) => {
    run = view;
    tell();
  });
  client.onState('call', createCallTeller(send));
  void openWindow();
  return {
    bye: () => send({ type: 'bye' }),
    [Symbol.dispose]() {
      close();
      read.off('data', cut);
    },
  };
}
