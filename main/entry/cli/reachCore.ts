/**
 * How a verb gets its core: the one that runs on the data folder, else, where the verb allows it, a private one for
 * the time of the command. Never a second core on one folder.
 */
import { fileURLToPath } from 'node:url';
import { BenchError } from '../../base/model/errors.ts';
import { readCoreCard } from '../lock.ts';
import type { CoreClient } from './coreClient.ts';
import { openCoreClient } from './coreClient.ts';
import { openPrivateCore } from './privateCore.ts';
import type { VerbCall } from './verb.ts';

const coreFile = fileURLToPath(new URL('../core.ts', import.meta.url));

export interface ReachedCore extends AsyncDisposable {
  readonly client: CoreClient;
  readonly isPrivate: boolean;
}

/** Null when no core answers for the folder. */
export async function reachRunning(call: VerbCall): Promise<ReachedCore | null> {
  const card = readCoreCard(call.dataDir);
  if (card === null) return null;
  try {
    const client = await openCoreClient(card, call.terminal.clock);
    return {
      client,
      isPrivate: false,
      [Symbol.asyncDispose]: async () => client[Symbol.dispose](),
    };
  } catch (thrown) {
    if (thrown instanceof BenchError && thrown.code === 'unavailable') return null;
    throw thrown;
  }
}

/** Throws `unavailable` with how to start one. */
export async function needRunning(call: VerbCall): Promise<ReachedCore> {
  const running = await reachRunning(call);
  if (running !== null) return running;
  throw new BenchError('unavailable', `no core runs on ${call.dataDir}`, {
    hint: 'Start one with npm start, or name another folder with --data DIR.',
  });
}

async function waitForOther(call: VerbCall): Promise<ReachedCore> {
  for (let tries = 0; tries < 50; tries++) {
    const running = await reachRunning(call);
    if (running !== null) return running;
    await call.terminal.clock.sleep(300);
  }
  throw new BenchError('busy', `another process holds ${call.dataDir} but does not answer`);
}

/** The running core or a private one; `withBench`: one whose bench stands before any trial. */
export async function reachAny(call: VerbCall, withBench = false): Promise<ReachedCore> {
  const running = await reachRunning(call);
  if (running !== null) return running;
  const { clock } = call.terminal;
  const core = await openPrivateCore(coreFile, call.dataDir, clock, withBench).catch(
    (thrown: unknown) => {
      if (thrown instanceof BenchError && thrown.code === 'busy') return null;
      throw thrown;
    },
  );
  if (core === null) return waitForOther(call); // it was just starting
  try {
    const card = readCoreCard(call.dataDir);
    if (card === null) throw new BenchError('unavailable', 'the private core left no address');
    const client = await openCoreClient(card, clock);
    return {
      client,
      isPrivate: true,
      async [Symbol.asyncDispose]() {
        client[Symbol.dispose]();
        await core[Symbol.asyncDispose]();
      },
    };
  } catch (thrown) {
    await core[Symbol.asyncDispose]();
    throw thrown;
  }
}
