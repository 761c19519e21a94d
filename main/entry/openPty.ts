/**
 * A real pseudo-terminal (Linux). The package's own wrapper loses what a program wrote last, twice over: libuv reports the
 * end at a hang-up although bytes still wait, and the wrapper destroys the terminal 200 ms after the exit whatever was
 * read. So only its binding is used: the other side stays open here, no hang-up comes, and at the exit the rest is read
 * until the kernel has no more. And libuv would write in a blocking way: a program that does not read what is typed would
 * halt the core, so the typing is done here. Knows no agent.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import { realClock } from '../base/lib/clock.ts';
import { BenchError } from '../base/model/errors.ts';
import type { OpenPty, Pty, PtyExit } from '../evolution/agent/terminal/pty.ts';

/** Typed ahead of a program that does not read. */
const maxInputBytes = 256 * 1024;
/** A program that did not read may have, after so long. */
const againMs = 10;
/** What may still come after the exit; a program that was left behind could write for ever. */
const maxTailBytes = 4 << 20;

/** The binding's functions as version 1.1.0 of the package calls them itself (its `unixTerminal.js`). */
interface Binding {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helperPath: string,
    onExit: (code: number, signal: number) => void,
  ): { readonly fd: number; readonly pid: number; readonly pty: string };
  resize(fd: number, cols: number, rows: number): void;
}

let loaded: Binding | null = null;
function binding(): Binding {
  if (loaded !== null) return loaded;
  try {
    if (process.platform !== 'linux') throw new Error(`not on ${process.platform}`);
    const load = createRequire(import.meta.url);
    const { requireBinary } = load('@lydell/node-pty/requireBinary.js') as {
      requireBinary(file: string): Binding;
    };
    loaded = requireBinary('pty.node');
    return loaded;
  } catch (cause) {
    const hint = 'Install the app with its optional packages; terminals need Linux.';
    throw new BenchError('unavailable', 'no pseudo-terminal can be opened', { hint, cause });
  }
}

/** Everything that waits in the kernel, now. */
function readRest(fd: number, onData: (bytes: Uint8Array) => void): void {
  for (let rest = maxTailBytes; rest > 0; ) {
    const bytes = Buffer.allocUnsafeSlow(64 * 1024);
    let length = 0;
    try {
      length = readSync(fd, bytes);
    } catch {
      return; // EAGAIN: nothing waits; EIO: the other side is gone
    }
    if (length === 0) return;
    rest -= length;
    onData(bytes.subarray(0, length));
  }
}

interface Keyboard extends Disposable {
  type(text: string): void;
}

/** Writes what the kernel takes and keeps the rest; the descriptor never blocks. */
function createKeyboard(fd: number): Keyboard {
  let rest = Buffer.alloc(0);
  let again: Disposable | null = null;
  const push = (): void => {
    again = null;
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EAGAIN')
        again = realClock.after(againMs, push);
      else rest = Buffer.alloc(0); // the program is gone; its end is told elsewhere
    }
  };
  return {
    type(text) {
      const bytes = Buffer.from(text);
      if (rest.length + bytes.length > maxInputBytes) {
        const hint = 'Wait, or end the agent.';
        throw new BenchError('busy', 'the program does not read what was typed', { hint });
      }
      rest = Buffer.concat([rest, bytes]);
      if (again === null) push();
    },
    [Symbol.dispose]() {
      again?.[Symbol.dispose]();
    },
  };
}

function killIt(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has just ended by itself
  }
}

/** The other side, kept open, and ours as a stream; or why not, and then nothing of it is open. */
function openBoth({ fd, pty }: ReturnType<Binding['fork']>) {
  let kept = -1;
  try {
    kept = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);
    return { kept, stream: new ReadStream(fd) };
  } catch (thrown) {
    if (kept >= 0) closeSync(kept);
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

export const openPty: OpenPty = (options): Pty => {
  const { file, args, env, cwd, cols, rows, onData } = options;
  const native = binding();
  const { promise: exited, resolve } = Promise.withResolvers<PtyExit>();
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  let ended = false;
  /** Closes what is open by then; until there is a terminal, only the descriptor of the fork. */
  let close = (): void => {
    ended = true;
    closeSync(forked.fd);
  };
  const onExit = (code: number, signal: number): void => {
    if (!ended) {
      readRest(forked.fd, onData);
      close();
    }
    resolve(signal === 0 ? { code, signal: null } : { code: null, signal });
  };
  let forked: ReturnType<Binding['fork']>;
  try {
    forked = native.fork(file, args, pairs, cwd, cols, rows, -1, -1, true, '', onExit);
  } catch (cause) {
    throw new BenchError('unavailable', `cannot start ${file}`, { cause });
  }
  const opened = openBoth(forked);
  if (opened instanceof Error) {
    killIt(forked.pid, 'SIGKILL');
    close();
    throw new BenchError('unavailable', `no terminal for ${file}`, { cause: opened });
  }
  const { kept, stream } = opened;
  stream.on('error', () => undefined); // 'close' follows; the exit is told by the kernel
  stream.on('data', onData);
  const keyboard = createKeyboard(forked.fd);
  close = (): void => {
    if (ended) return;
    ended = true;
    keyboard[Symbol.dispose]();
    stream.destroy();
    closeSync(kept);
  };
  const kill = (signal: NodeJS.Signals): void => {
    if (!ended) killIt(forked.pid, signal); // after the end its number may belong to somebody else
  };
  return {
    pid: forked.pid,
    exited,
    kill,
    write(text) {
      if (!ended) keyboard.type(text);
    },
    resize(nextCols, nextRows) {
      if (!ended) native.resize(forked.fd, nextCols, nextRows);
    },
    [Symbol.dispose]() {
      kill('SIGKILL');
      close();
    },
  };
};
