/**
 * A child's end of its pipes: frames from the parent are heard in their order, and whatever goes wrong here ends in `fail`
 * or `end`, never in silence. The parent going away is an end; a terminal's signals are the parent's to handle.
 */
import { createFrameDecoder, type WireFrame } from './frames.ts';
import { leaveTerminalSignals } from './leaveTerminalSignals.ts';

export interface ParentEnds {
  readonly hear: (frame: WireFrame) => void;
  /** Bytes that are no frame, and everything that nobody caught. */
  readonly fail: (cause: unknown) => void;
  /** The parent is gone, or asks for the end. */
  readonly end: () => void;
}

export function hearParent({ hear, fail, end }: ParentEnds): void {
  const decode = createFrameDecoder(hear);
  process.stdin.on('data', (chunk: Buffer) => {
    try {
      decode(chunk);
    } catch (cause) {
      fail(cause);
    }
  });
  process.stdin.on('end', end);
  process.stdin.on('error', end);
  process.stdout.on('error', end);
  process.on('SIGTERM', end);
  leaveTerminalSignals();
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}
