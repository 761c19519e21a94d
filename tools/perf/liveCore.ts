/** A private core on an empty data folder, as `bench --data DIR` would start it, with a client. For figures only. */
import { join } from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { openPrivateCore } from '../../main/entry/cli/privateCore.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import type { PerfPorts } from './figure.ts';

export interface LiveCore extends AsyncDisposable {
  readonly client: CoreClient;
  readonly dataDir: string;
}

export async function openLiveCore({ clock, root, scratchDir }: PerfPorts): Promise<LiveCore> {
  const dataDir = join(scratchDir, 'data');
  const core = await openPrivateCore(join(root, 'main/entry/core.ts'), dataDir, clock, true);
  try {
    const client = await openCoreClient(must(readCoreCard(dataDir)), clock);
    return {
      client,
      dataDir,
      [Symbol.asyncDispose]: async () => {
        client[Symbol.dispose]();
        await core[Symbol.asyncDispose]();
      },
    };
  } catch (thrown) {
    await core[Symbol.asyncDispose]();
    throw thrown;
  }
}
