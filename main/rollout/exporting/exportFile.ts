/**
 * A night as a folder that verifies elsewhere. It is laid out as a data folder is: `seals/<hash>/`, `trials/<id>/`,
 * `shelf/<hash>/` of the policy; beside them `ledger.ndjson` (the whole chain: entries of the night with their bodies, all
 * others as links), `hub.bundle` (the task's git, where there is one) and `export.json`, written last, with the bytes of
 * every other file. Whoever reads one back trusts nothing of it.
 */
import { z } from 'zod';
import { nightIdPattern } from '../../base/model/night.ts';
import { exportedFrames } from '../../base/model/nightExport.ts';
import { sealHashPattern } from '../../base/model/seal.ts';
import { framesFile, trialIdPattern } from '../../store/dataLayout.ts';

export const exportFile = 'export.json';
export const chainFile = 'ledger.ndjson';
export const bundleFile = 'hub.bundle';

export const exportBounds = {
  tree: { files: 400_000, bytes: 2 ** 42 },
  exportBytes: 128 << 20,
  chainBytes: 2 ** 33,
  lineBytes: 2 << 20,
  entries: 10_000_000,
} as const;

const hash = z.string().regex(sealHashPattern);
const seq = z.int().min(1).max(1e15);
const wallTime = z.string().max(40);
const count = z.int().min(0).max(1e9);

export const exportSchema = z.strictObject({
  kind: z.literal('nightbench-night'),
  version: z.literal(1),
  wallTime,
  nightId: z.string().regex(nightIdPattern),
  task: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  sealHash: hash,
  counts: z.strictObject({
    ...{ trials: count, success: count, failure: count, invalid: count },
    ...{ streak: count, longestStreak: count, benchSeconds: z.number().min(0) },
  }),
  head: z.strictObject({ seq, hash }),
  frames: z.enum(exportedFrames),
  /** Finished trials whose records stayed at the bench. */
  withheld: z.array(z.string().regex(trialIdPattern)).max(100_000),
  files: z.record(
    z.string().min(1).max(1200),
    z.strictObject({ bytes: count.max(2 ** 42), sha256: hash }),
  ),
});
export type ExportFile = z.infer<typeof exportSchema>;

/** A line of ledger.ndjson. The body's text is canonical JSON again when it is written so. */
export const lineSchema = z.union([
  z.strictObject({
    ...{ seq, wallTime, hash, salt: z.string().regex(/^(?:[0-9a-f]{32})?$/) },
    body: z.looseObject({ kind: z.string().max(60) }),
  }),
  z.strictObject({ seq, wallTime, hash, bodyHash: hash, night: z.string().max(64).nullable() }),
  /** From before there were salts: its hash cannot be made without its body. Only where the chain begins. */
  z.strictObject({ seq, hash }),
]);
export type ChainLine = z.infer<typeof lineSchema>;

const film = /^[a-z][a-z0-9_-]{0,19}\.mp4$/;

/** Whether a file that a record promises is not in the export. */
export function leavesOut(frames: ExportFile['frames'], name: string): boolean {
  if (frames === 'all') return false;
  return film.test(name) || (frames === 'none' && name === framesFile);
}
