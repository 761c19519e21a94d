/**
 * Results on a ref of this bench's own: a file per trial, appended by the app alone, never changed, so that the refs of
 * several benches merge by union. They say outcome and reason; scores, margins, seeds and starts are not among their
 * fields. The ledger is the truth, this is what agents may read of it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import { failureReasons, invalidReasons } from '../../base/model/trial.ts';
import type { Git } from './git.ts';
import { openGitObjects } from './gitObjects.ts';
import type { HubResult } from './hub.ts';
import { createLanes } from './lanes.ts';
import { importCommit, runImport } from './seedHub.ts';

const id = z.string().regex(/^[a-z0-9-]{1,64}$/);
const oid = z.string().regex(/^[0-9a-f]{40}$/);
const schema = z.strictObject({
  trialId: id,
  commit: oid,
  policyTree: oid,
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('success') }),
    z.strictObject({ kind: z.literal('failure'), reason: z.enum(failureReasons) }),
    z.strictObject({ kind: z.literal('invalid'), reason: z.enum(invalidReasons) }),
  ]),
  agentId: id,
  ideaId: id.nullable(),
  wallTime: z.iso.datetime(),
  stepHash: z.string().regex(/^(?:[0-9a-f]{64})?$/),
});

const maxResultBytes = 4096;
const maxListBytes = 256 << 20;
export const maxResults = 10_000;

export interface Results {
  write(result: HubResult): Promise<void>;
  list(limit: number): Promise<readonly HubResult[]>;
}

const fileOf = (trialId: string): string => {
  const fan = createHash('sha256').update(trialId).digest('hex').slice(0, 2);
  return `results/${fan}/${trialId}.json`;
};

/** Git's name of these bytes as a blob. */
const blobName = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

const outcomeWords = ({ outcome }: HubResult): string =>
  outcome.kind === 'success' ? 'success' : `${outcome.kind} ${outcome.reason}`;

function messageOf(result: HubResult): string {
  const trailers = [
    `Bench-Trial: ${result.trialId}`,
    `Bench-Outcome: ${outcomeWords(result)}`,
    `Bench-Commit: ${result.commit}`,
    `Bench-Policy: ${result.policyTree}`,
    `Bench-Agent: ${result.agentId}`,
    ...(result.ideaId === null ? [] : [`Bench-Idea: ${result.ideaId}`]),
  ];
  return `${result.trialId}: ${outcomeWords(result)}\n\n${trailers.join('\n')}\n`;
}

export function createResults(git: Git, gitDir: string, benchId: string): Results {
  if (!id.safeParse(benchId).success) {
    throw new BenchError('bad-input', `${benchId} is no name for a bench's results`);
  }
  const ref = `refs/bench/${benchId}/results`;
  const lanes = createLanes({ atOnce: 1, waiting: 1000 });
  let written: Map<string, string> | null = null;

  /** Names of the files there are and of their bytes. */
  const readWritten = async (): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    if ((await git.run(['for-each-ref', ref], { gitDir })).length === 0) return found;
    const list = await git.run(['ls-tree', '-r', '-z', ref], { gitDir, maxBytes: maxListBytes });
    for (const line of list.toString('latin1').split('\0')) {
      const [, blob, file] = /^100644 blob ([0-9a-f]{40})\t(.+)$/.exec(line) ?? [];
      if (blob !== undefined && file !== undefined) found.set(file, blob);
    }
    return found;
  };
  const append = async (result: HubResult): Promise<void> => {
    written ??= await readWritten();
    const name = fileOf(result.trialId);
    const bytes = Buffer.from(`${canonicalJson({ ...result, outcome: { ...result.outcome } })}\n`);
    const present = written.get(name);
    const blob = blobName(bytes);
    if (present === blob) return;
    if (present !== undefined) {
      throw new BenchError('refused', `trial ${result.trialId} has another result already`);
    }
    const atS = Math.floor(Date.parse(result.wallTime) / 1000);
    const file = { name, mode: '100644', bytes };
    const onto = written.size > 0;
    const commit = { ref, atS, message: messageOf(result), onto, anew: false, files: [file] };
    try {
      await runImport(git, gitDir, importCommit(commit));
    } catch (thrown) {
      // It may have come through all the same: look again before the next.
      written = null;
      throw thrown;
    }
    written.set(name, blob);
  };
  const list = async (limit: number): Promise<readonly HubResult[]> => {
    const count = Math.min(Math.max(1, Math.trunc(limit)), maxResults);
    if ((await git.run(['for-each-ref', ref], { gitDir })).length === 0) return [];
    const raw = ['--raw', '-r', '-z', '--no-abbrev', '--no-renames', '--root', '--format='];
    const text = await git.run(['log', `-n${count}`, '--diff-filter=A', ...raw, ref, '--'], {
      gitDir,
      maxBytes: count * 512,
    });
    const blobs = [...text.toString('latin1').matchAll(/ ([0-9a-f]{40}) A\0results\//g)];
    const bounds = { objectBytes: maxResultBytes, totalBytes: count * maxResultBytes };
    await using objects = openGitObjects(git, { gitDir }, bounds);
    const read = await Promise.all(blobs.map(([, blob]) => objects.read(blob as string)));
    return read.map((object) => {
      if (object.kind !== 'blob') throw new BenchError('storage', `${gitDir} has lost a result`);
      return schema.parse(JSON.parse(object.bytes.toString('utf8')));
    });
  };
  return {
    write: async (result) => {
      const parsed = schema.safeParse(result);
      if (!parsed.success) {
        throw new BenchError('bad-input', `not a result: ${z.prettifyError(parsed.error)}`);
      }
      await lanes.run('results', () => append(parsed.data));
    },
    list,
  };
}
