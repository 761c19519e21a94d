/**
 * The contract that a task's files and its bench make now (docs/SCIENCE.md §8). What decides a trial and lies in a file is
 * named by its hash; what a person wants to read at a glance stands beside it. The same files and facts give the same
 * contract, wherever they lie.
 */
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import type { Envelope } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type {
  CampaignBudget,
  InvalidCaps,
  SealContract,
  SealedTree,
} from '../../base/model/seal.ts';
import { narrowEnvelope } from '../../bench/benchEnvelope.ts';
import {
  mostSealJsonBytes,
  type SealPart,
  sealContractSchema,
  sealParts,
} from '../../store/sealFiles.ts';
import { readTree } from '../task/hashTree.ts';
import { manifestFile, readManifest } from '../task/readManifest.ts';

/** Absolute folders; that of the task holds task.json and may hold more. */
export type SealPlaces = Readonly<Record<SealPart, string>>;

export interface ContractFacts
  extends Pick<SealContract, 'lockedSetId' | 'budget' | 'decision' | 'software'> {
  readonly bench: SealContract['bench'] & { readonly envelope: Envelope };
}

export const noBudget: CampaignBudget = {
  ...{ trials: null, robotHours: null, wallHours: null, tokens: null, usd: null },
};

/** Five in a row are a broken bench; more than a third of fifty are a night that tells little. */
const caps: InvalidCaps = { inARow: 5, of50: 17 };

/** docs/SCIENCE.md §8; the desk of an agent (`base/api/agentVerbs.ts`) tells no more. */
const agentsSee = [
  'outcome and reason of its own trials, attempt by attempt',
  'what the arm and its policy did in them',
  'pictures that its policy saw in them',
  'what its policy printed',
];

/** What of each place belongs to the contract; null: all of it. */
export const sealedOf = (part: SealPart): readonly string[] | null =>
  part === 'task' ? [manifestFile] : null;

async function readTrees(places: SealPlaces): Promise<Readonly<Record<SealPart, SealedTree>>> {
  const trees: Partial<Record<SealPart, SealedTree>> = {};
  for (const part of sealParts) trees[part] = await readTree(places[part], sealedOf(part));
  return trees as Record<SealPart, SealedTree>;
}

/**
 * @throws BenchError `bad-input` with what is wrong in the files, or where the task's limits leave nothing of the bench's
 * envelope; `not-found` where there is no task.
 */
export async function contractOf(places: SealPlaces, facts: ContractFacts): Promise<SealContract> {
  const { envelope, ...bench } = facts.bench;
  const manifest = await readManifest(places.task);
  const trees = await readTrees(places);
  const { id, version, name, instruction, success, dwell, recheck, crops } = manifest;
  const { retries, limitS } = manifest.reset;
  const { clearViewRad, rateHz, attempts, attemptLimitS, target, editable } = manifest;
  const { lockedSetId, budget, decision, software } = facts;
  return {
    version: 1,
    task: { id, version, name, instruction, success, tree: trees.task },
    judge: { ...trees.judge, dwell, ...(recheck === undefined ? {} : { recheck }) },
    reset: { ...trees.reset, retries, limitS },
    scene: trees.scene,
    ...(manifest.starts === undefined ? {} : { starts: manifest.starts }),
    envelopes: {
      bench: envelope,
      reset: narrowEnvelope(envelope, manifest.resetLimits),
      episode: narrowEnvelope(envelope, manifest.episodeLimits),
    },
    cameras: manifest.cameras.map((role) => ({ role, crop: crops[role] ?? null })),
    ...{ clearViewRad, rateHz, attempts, attemptLimitS, target, budget, caps },
    ...{ decision, editable, lockedSetId, agentsSee, bench, software },
  };
}

/**
 * What cannot be read back is never sealed. Gives it as it is written.
 * @throws BenchError `bad-input` with the place in the contract.
 */
export function sealableText(contract: SealContract): string {
  const text = contractText(contract);
  const parsed = sealContractSchema.safeParse(JSON.parse(text));
  const issue = parsed.error?.issues[0];
  const words =
    issue === undefined ? 'it is too large' : `${issue.path.join('.')}: ${issue.message}`;
  if (issue === undefined && text.length <= mostSealJsonBytes) return text;
  throw new BenchError('bad-input', `this cannot be a contract: ${words}`, {
    hint: 'change the task, then seal again',
  });
}

/** As it is written: its SHA-256 is the seal. */
const contractText = (contract: SealContract): string => canonicalJson(contract as unknown as Json);

export const hashOfContract = (contract: SealContract): string => sha256(contractText(contract));
