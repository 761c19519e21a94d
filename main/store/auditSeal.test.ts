/** Contracts and the trials under them as `verify` sees them: sealed before they began, and of what they name. */
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSealGrounds, type SealGrounds } from '../../test/lib/sealGrounds.ts';
import { canonicalJson, type Json, sha256 } from '../base/host/canonical.ts';
import { treeHashOf } from '../base/host/treeHash.ts';
import type { SealCard, SealContract } from '../base/model/seal.ts';
import type { Provenance } from '../base/model/trial.ts';
import { auditSeal } from './auditSeal.ts';
import { sealContractSchema } from './sealFiles.ts';
import { verifyStore } from './verify.ts';

let grounds: SealGrounds;
let card: SealCard;
beforeEach(async () => {
  grounds = openSealGrounds();
  const asked = { task: 'touch', operator: 'Ada', override: 'for this test' };
  card = await grounds.call('seal.create', asked);
});
afterEach(() => grounds[Symbol.dispose]());

function begin(change: Partial<Provenance>): void {
  const { hash, contract } = card;
  const provenance = {
    ...{ sealHash: hash, taskHash: contract.task.tree.hash },
    ...{ judgeHash: contract.judge.hash, resetHash: contract.reset.hash },
    ...{ task: 'touch', clock: 'lockstep', seed: 1 },
    ...change,
  } as Provenance;
  grounds.ledger.append({ kind: 'trial-started', id: 't-1', batchId: 'b', index: 0, provenance });
}

it('a trial of what was sealed is well', async () => {
  begin({});
  expect(await verifyStore(grounds.dataDir)).toMatchObject({ ok: true });
});

it.each(['taskHash', 'judgeHash', 'resetHash'] as const)('another %s is named', async (key) => {
  begin({ [key]: '0'.repeat(64) });
  const { firstProblem } = await verifyStore(grounds.dataDir);
  expect(firstProblem).toBe(`trial t-1: it did not run what seal ${card.hash.slice(0, 12)} names`);
});

it('a contract that nobody sealed is named', async () => {
  begin({ sealHash: 'e'.repeat(64) });
  const { firstProblem } = await verifyStore(grounds.dataDir);
  expect(firstProblem).toMatch(/entry \d+: trial t-1 runs under a contract that nobody sealed/);
});

it('a contract that contradicts itself is one, whoever signed it', async () => {
  const { contract, dir } = card;
  const odd: SealContract = { ...contract, judge: { ...contract.judge, hash: '1'.repeat(64) } };
  const text = canonicalJson(odd as unknown as Json);
  const hash = sha256(text);
  chmodSync(path.join(dir, 'contract.json'), 0o644);
  writeFileSync(path.join(dir, 'contract.json'), text);
  renameSync(dir, path.join(path.dirname(dir), hash));
  const signed = path.join(path.dirname(dir), hash, 'signature.json');
  const signatureHash = sha256(readFileSync(signed));
  const { problem } = await auditSeal(grounds.dataDir, { hash, signatureHash });
  expect(problem).toContain('contract.json names another hash of judge than its files have');
});

it('the worked tree: a line for each file, sorted, without a last line end', () => {
  const hex = (digit: string): string => digit.repeat(64);
  const files = [
    { path: 'a.ts', bytes: 1, sha256: hex('a') },
    { path: 'b/c.ts', bytes: 2, sha256: hex('b') },
  ];
  expect(treeHashOf(files)).toBe(sha256(`a.ts ${hex('a')}\nb/c.ts ${hex('b')}`));
});

it('a path that leads out of its folder is no contract', () => {
  for (const name of ['../up.ts', '/etc/hostname', 'a//b', 'a/./b', 'a\nb', 'a\0b', '']) {
    const file = { path: name, bytes: 1, sha256: 'a'.repeat(64) };
    const judge = { ...card.contract.judge, files: [file] };
    const parsed = sealContractSchema.safeParse({ ...card.contract, judge });
    expect([name, parsed.success]).toEqual([name, false]);
  }
  expect(sealContractSchema.safeParse({ ...card.contract, more: 1 }).success).toBe(false);
});
