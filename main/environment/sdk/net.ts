/**
 * Small nets in ONNX, for judge programs: loaded once, run on one thread, so that the same bytes give the same answer
 * bit for bit on the same processor. What a net means is its owner's matter.
 */
import { readFileSync, statSync } from 'node:fs';
import { BenchError } from '../../base/model/errors.ts';
import { openSession, type Tensor } from '../nn/onnxRuntime.ts';

export interface Net extends AsyncDisposable {
  /** Names of what it is fed and of what it gives. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Every input by name; gives every output by name. @throws BenchError `bad-input` for what the net cannot take. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

const maxNetBytes = 64 << 20;

function netBytes(source: Uint8Array | string): Uint8Array {
  const size = typeof source === 'string' ? statSync(source).size : source.byteLength;
  if (size > maxNetBytes) throw new BenchError('bad-input', `a net of ${size} bytes`);
  return typeof source === 'string' ? new Uint8Array(readFileSync(source)) : source;
}

/** Bytes of an ONNX file, or its path. @throws BenchError `bad-input` for bytes that are no net. */
export async function loadNet(source: Uint8Array | string): Promise<Net> {
  const bytes = netBytes(source);
  const session = await openSession(bytes).catch((cause: unknown) => {
    throw new BenchError('bad-input', `${bytes.byteLength} bytes that are no net`, { cause });
  });
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    run: (feeds) =>
      session.run(feeds).catch((cause: unknown) => {
        throw new BenchError('bad-input', 'the net cannot take what it was fed', { cause });
      }),
    [Symbol.asyncDispose]: () => session.release(),
  };
}
