/** A pseudo-terminal that serves as a serial port: what emulates a device holds the master, hosts open the path. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import * as pty from '@lydell/node-pty';
import { BenchError } from '../../../../base/model/errors.ts';

export interface OpenTerminal {
  readonly path: string;
  readonly fd: number;
  readonly master: ReadStream;
  close(): void;
}

/** A raw pseudo-terminal whose slave side stays open, so that hosts may come and go. */
export function openTerminal(): OpenTerminal {
  // `open` is in the package and missing from its declarations.
  const { open } = pty as unknown as {
    open(options: { encoding: null }): {
      readonly ptsName: string;
      readonly fd: number;
      readonly master: ReadStream;
      readonly slave: ReadStream;
    };
  };
  const terminal = open({ encoding: null });
  const keep = openSync(terminal.ptsName, constants.O_RDWR | constants.O_NOCTTY);
  // Its own reader of the slave would eat our answers.
  terminal.slave.destroy();
  try {
    execFileSync('stty', ['-F', terminal.ptsName, 'raw', '-echo'], { stdio: 'pipe' });
  } catch (cause) {
    terminal.master.destroy();
    closeSync(keep);
    throw new BenchError('unavailable', `cannot make ${terminal.ptsName} raw`, {
      hint: 'stty (coreutils) must be installed',
      cause,
    });
  }
  return {
    path: terminal.ptsName,
    fd: terminal.fd,
    master: terminal.master,
    close: () => {
      terminal.master.destroy();
      closeSync(keep);
    },
  };
}
