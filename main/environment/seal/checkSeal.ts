/**
 * Whether all that a contract names is still what was sealed: its own files, the app's code, the bench with its envelope
 * and calibrations. The first thing that is not is named, by its path or as a fact. Changes nothing.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { SealCard, SealContract } from '../../base/model/seal.ts';
import { auditSeal } from '../../store/auditSeal.ts';
import { sealDir } from '../../store/dataLayout.ts';
import { softwareFile } from '../../store/sealFiles.ts';
import type { ContractFacts } from './contractOf.ts';
import type { SealedEntry } from './sealBook.ts';
import { changedSoftware, type SoftwareTree } from './softwareTree.ts';

/** What is not what was sealed, as a refusal. */
export const broken = (problem: string): BenchError =>
  new BenchError('refused', problem, {
    hint: 'nothing runs under this seal; put back what was changed, or seal a new contract',
  });

/** All its files are hashed. @throws BenchError `refused` where contract.json itself is not what was sealed. */
export async function readCard(
  dataDir: string,
  entry: SealedEntry,
  signal?: AbortSignal,
): Promise<SealCard> {
  const { hash, by, wallTime, overrode } = entry;
  const { contract, problem } = await auditSeal(dataDir, entry, signal);
  if (contract === null) throw broken(problem ?? 'it cannot be read');
  const dir = sealDir(dataDir, hash);
  return { hash, contract, signedBy: by, wallTime, overrode, dir, problem };
}

/** Of the app's code as it was sealed; empty where it is not what was sealed. */
export async function sealedSoftware({ dir, contract }: SealCard): Promise<string> {
  const text = await readFile(path.join(dir, softwareFile), 'utf8').catch(() => '');
  return sha256(text) === contract.software.tree ? text : '';
}

export interface FactsNow {
  readonly bench: ContractFacts['bench'];
  readonly software: SoftwareTree;
  readonly version: string;
}

const same = (a: unknown, b: unknown): boolean =>
  canonicalJson(a as Json) === canonicalJson(b as Json);

function benchProblem(contract: SealContract, bench: FactsNow['bench']): string | null {
  const { benchId, calibrationHash, cameraCalibrationHash } = contract.bench;
  if (benchId !== bench.benchId) return `the bench is ${bench.benchId}, ${benchId} was sealed`;
  if (calibrationHash !== bench.calibrationHash)
    return "the bench's calibration is not the one that was sealed";
  if (cameraCalibrationHash !== bench.cameraCalibrationHash)
    return "the cameras' calibration is not the one that was sealed";
  if (!same(contract.envelopes.bench, bench.envelope))
    return "the bench's envelope is not the one that was sealed";
  return null;
}

/** The first fact that is not as it was sealed, in words, or null. */
export async function factProblem(card: SealCard, now: FactsNow): Promise<string | null> {
  const { contract } = card;
  const { tree, version } = contract.software;
  if (tree !== now.software.tree) {
    const [first = 'its files'] = changedSoftware(await sealedSoftware(card), now.software.text);
    return `${first} of the app was changed, and the app's code is part of the judge`;
  }
  if (version !== now.version) return `the app is ${now.version}, ${version} was sealed`;
  return benchProblem(contract, now.bench);
}
