/**
 * A program's own random seed. It is made only of what the program may know anyway (its kind, the hash of its folder)
 * and of the trial's index, by SHA-256: nothing of the batch's seed goes in, so nothing of it can be worked out.
 */
import { sha256 } from '../base/host/canonical.ts';
import type { ProgramStart } from '../base/wire/program.ts';

const bits = 31;

/** In [0, 2^31). Equal for equal trees and indexes, whatever the batch's seed. */
export function programSeed(kind: ProgramStart['kind'], treeHash: string, index: number): number {
  const hash = sha256(`nightbench program/${kind}/${treeHash}/${index}`);
  return Number.parseInt(hash.slice(0, 8), 16) >>> (32 - bits);
}
