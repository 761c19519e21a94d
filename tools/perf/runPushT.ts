/** Push-T in real time until ended, as the app does by itself; a run that ended early is no measurement. */
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';

export interface PushTRun {
  /** Throws with the run's own words when it is over. */
  mustGoOn(): void;
  end(): Promise<void>;
}

export async function runPushT(client: CoreClient): Promise<PushTRun> {
  const whyEnded = new Map<string, string>();
  client.onLog('batches', 0, (event) => {
    if (event.kind === 'ended') whyEnded.set(event.batchId, event.why);
  });
  const args = { task: 'push-t', trials: null, seed: 1, lockstep: false };
  const { batchId } = await client.call('trial.run', args);
  const mustGoOn = (): void => {
    const why = whyEnded.get(batchId);
    if (why !== undefined) throw new Error(`the run ended by itself: ${why}`);
  };
  return {
    mustGoOn,
    end: async () => {
      mustGoOn();
      await client.call('trial.cancel', { batchId });
    },
  };
}
