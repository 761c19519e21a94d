/**
 * The one door to onnxruntime: sessions on one thread that never spins, with the same order of sums every time. Since 1.29
 * its Linux builds report every session to their maker unless told not to; here they are told before the library is loaded.
 */

import { must } from '../../base/lib/assert.ts';

/** Numbers in row-major order: the last index moves fastest. */
export interface Tensor {
  readonly data: Float32Array;
  /** For pictures usually [count, channels, rows, columns]. */
  readonly shape: readonly number[];
}

export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Reads the arrays as they are at the call: nothing is copied on the way in. All outputs must be 32-bit floats. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

const options = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
} as const;

type Runtime = typeof import('onnxruntime-node');
let loaded: Promise<Runtime> | null = null;

/** Loaded with the first net: programs without one pay nothing for it. */
function runtime(): Promise<Runtime> {
  loaded ??= (async () => {
    process.env.ORT_DISABLE_TELEMETRY = '1';
    const library = await import('onnxruntime-node');
    library.env.logLevel = 'error';
    return library;
  })();
  return loaded;
}

/** `bytes` is an ONNX file. */
export async function openSession(bytes: Uint8Array): Promise<Session> {
  const { InferenceSession, Tensor: Given } = await runtime();
  const session = await InferenceSession.create(bytes, options);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds) {
      const given = Object.entries(feeds).map(
        ([name, { data, shape }]) => [name, new Given('float32', data, shape)] as const,
      );
      const results = await session.run(Object.fromEntries(given));
      return Object.fromEntries(
        session.outputNames.map((name): [string, Tensor] => {
          const { data, dims } = must(results[name]);
          if (!(data instanceof Float32Array)) throw new Error(`${name} is not of 32-bit floats`);
          return [name, { data, shape: dims }];
        }),
      );
    },
    release: () => session.release(),
  };
}
