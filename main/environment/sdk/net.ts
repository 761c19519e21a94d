/**
 * Small nets in ONNX, for judge programs: loaded once, run on one thread, so that the same bytes give the same answer
 * bit for bit on the same processor. What a net means is its owner's matter.
 */
import { readFileSync, statSync } from 'node:fs';
import { BenchError } from '../../base/model/errors.ts';

/** Numbers in row-major order: the last index moves fastest. */
export interface Tensor {
  readonly data: Float32Array;
  /** For pictures usually [count, channels, rows, columns]. */
  readonly shape: readonly number[];
}

export interface Net extends AsyncDisposable {
  /** Names of what it is fed and of what it gives. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Every input by name; gives every output by name. @throws BenchError `bad-input` for what the net cannot take. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

const maxNetBytes = 64 << 20;

/** One thread that never spins, and the same order of sums every time; shared by everything of ours that runs a net. */
export const netOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableCpuMemArena: true,
  enableMemPattern: true,
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
} as const;

/** The runtime is loaded with the first net: programs without one pay nothing for it. */
const runtime = (): Promise<typeof import('onnxruntime-node')> => import('onnxruntime-node');

function netBytes(source: Uint8Array | string): Uint8Array {
  const size = typeof source === 'string' ? statSync(source).size : source.byteLength;
  if (size > maxNetBytes) throw new BenchError('bad-input', `a net of ${size} bytes`);
  return typeof source === 'string' ? new Uint8Array(readFileSync(source)) : source;
}

/** Bytes of an ONNX file, or its path. @throws BenchError `bad-input` for bytes that are no net. */
export async function loadNet(source: Uint8Array | string): Promise<Net> {
  const bytes = netBytes(source);
  const { InferenceSession, Tensor: RuntimeTensor } = await runtime();
  const session = await InferenceSession.create(bytes, netOptions).catch((cause: unknown) => {
    throw new BenchError('bad-input', `${bytes.byteLength} bytes that are no net`, { cause });
  });
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds) {
      const given = Object.entries(feeds).map(
        ([name, { data, shape }]) => [name, new RuntimeTensor('float32', data, shape)] as const,
      );
      const results = await session.run(Object.fromEntries(given)).catch((cause: unknown) => {
        throw new BenchError('bad-input', 'the net cannot take what it was fed', { cause });
      });
      return Object.fromEntries(
        Object.entries(results).map(([name, { data, dims }]): [string, Tensor] => {
          if (data instanceof Float32Array) return [name, { data, shape: dims }];
          throw new BenchError('bad-input', `the output ${name} is not of 32-bit floats`);
        }),
      );
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}
