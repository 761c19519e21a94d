/**
 * Results on a ref of this bench's own: a file per trial, appended by the app alone, never changed, so that the refs of
 * several benches merge by union. They say outcome and reason; scores, margins, seeds and starts are not among their
 * fields. The ledger is the truth, this is what agents may read of it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../base/host/canonical.ts';
import type { Turns } from '../../base/lib/turns.ts';
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
const maxResults = 10_000;

export interface Results {
  write(result: HubResult): Promise<void>;
  list(limit: number): Promise<readonly HubResult[]>;
}

interface ResultFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** Git's name of these bytes. */
  readonly blob: string;
}

function fileOf(result: HubResult): ResultFile {
  const fan = createHash('sha256').update(result.trialId).digest('hex').slice(0, 2);
  const bytes = Buffer.from(`${canonicalJson({ ...result, outcome: { ...result.outcome } })}\n`);
  const head = `blob ${bytes.length}\0`;
  const blob = createHash('sha1').update(head).update(bytes).digest('hex');
  return { name: `results/${fan}/${result.trialId}.json`, bytes, blob };
}

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

export function createResults(git: Git, gitDir: string, benchId: string, turns: Turns): Results {
  if (!id.safeParse(benchId).success) {
    throw new BenchError('bad-input', `${benchId} is no name for a bench's results`);
  }
  const ref = `refs/bench/${benchId}/results`;
  const lanes = createLanes({ atOnce: 1, waiting: 1000 });
  let written: Promise<Map<string, string>> | null = null;

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
  /** Read once, however many ask at the same time; again after trouble. */
  const readOnce = (): Promise<Map<string, string>> => {
    written ??= readWritten().catch((thrown: unknown) => {
      written = null;
      throw thrown;
    });
    return written;
  };
  /** @throws BenchError `refused` when the trial has another one. */
  const isWritten = async (
    { trialId }: HubResult,
    { name, blob }: ResultFile,
  ): Promise<boolean> => {
    const present = (await readOnce()).get(name);
    if (present === undefined || present === blob) return present === blob;
    throw new BenchError('refused', `trial ${trialId} has another result already`);
  };
  const append = async (result: HubResult, { name, blob, bytes }: ResultFile): Promise<void> => {
    if (await isWritten(result, { name, blob, bytes })) return;
    const known = await readOnce();
    const atS = Math.floor(Date.parse(result.wallTime) / 1000);
    const file = { name, mode: '100644', bytes };
    const onto = known.size > 0;
    const commit = { ref, atS, message: messageOf(result), onto, anew: false, files: [file] };
    try {
      await runImport(git, gitDir, importCommit(commit));
    } catch (thrown) {
      // It may have come through all the same: look again before the next.
      written = null;
      throw thrown;
    }
    known.set(name, blob);
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
    const results: HubResult[] = [];
    for (const object of read) {
      if (object.kind !== 'blob') throw new BenchError('storage', `${gitDir} has lost a result`);
      await turns.take(object.bytes.length);
      results.push(schema.parse(JSON.parse(object.bytes.toString('utf8'))));
    }
    return results;
  };
  return {
    write: async (result) => {
      const parsed = schema.safeParse(result);
      if (!parsed.success) {
        throw new BenchError('bad-input', `not a result: ${z.prettifyError(parsed.error)}`);
      }
      const file = fileOf(parsed.data);
      await turns.take(file.bytes.length);
      // Not in the lane: its places are for those that are to be written.
      if (await isWritten(parsed.data, file)) return;
      await lanes.run('results', () => append(parsed.data, file));
    },
    list,
  };
}
