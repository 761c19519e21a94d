/** The chain by hand: the sample of docs/DATA.md, which anybody can recompute with sha256sum. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChainRow, emptyHead, firstPrevHash, hashEntry, problemOfRow } from './chain.ts';

const row: ChainRow = {
  seq: 1,
  wallTime: '2026-11-20T12:00:00.000Z',
  body: '{"kind":"genesis","softwareVersion":"0.1.0"}',
  prevHash: firstPrevHash,
  hash: 'adb63303479798be3cce91ad4399d73e1c9b6e37b24fc788d24cfdfd29ac0beb',
};

describe('hashEntry', () => {
  it('is the SHA-256 that the documentation shows', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../../docs/DATA.md'), 'utf8');
    expect(hashEntry(row.prevHash, row.seq, row.wallTime, row.body)).toBe(row.hash);
    expect(text).toContain(row.hash);
    expect(text).toContain(row.body);
  });

  it('depends on every part', () => {
    const hashes = [
      hashEntry(firstPrevHash, 1, row.wallTime, row.body),
      hashEntry('1'.repeat(64), 1, row.wallTime, row.body),
      hashEntry(firstPrevHash, 2, row.wallTime, row.body),
      hashEntry(firstPrevHash, 1, '2026-11-20T12:00:00.001Z', row.body),
      hashEntry(firstPrevHash, 1, row.wallTime, '{"kind":"resume"}'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('problemOfRow', () => {
  it('passes what follows and names what does not', () => {
    expect(problemOfRow(emptyHead, row)).toBeNull();
    expect(problemOfRow({ seq: 1, hash: row.hash }, row)).toMatch(/entry 2 is missing/);
    expect(problemOfRow({ seq: 0, hash: row.hash }, row)).toMatch(/does not follow/);
    expect(problemOfRow(emptyHead, { ...row, body: '{}' })).toMatch(/was changed/);
  });
});
