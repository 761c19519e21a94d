/** The chain by hand: the sample of docs/DATA.md, which anybody can recompute with sha256sum. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ChainRow,
  emptyHead,
  firstPrevHash,
  hashBody,
  hashLink,
  hashOldEntry,
  problemOfRow,
} from './chain.ts';

const row: ChainRow = {
  seq: 1,
  wallTime: '2026-11-20T12:00:00.000Z',
  body: '{"kind":"genesis","softwareVersion":"0.1.0"}',
  prevHash: firstPrevHash,
  hash: 'adb63303479798be3cce91ad4399d73e1c9b6e37b24fc788d24cfdfd29ac0beb',
};

describe('an entry without a salt', () => {
  it('is the SHA-256 that the documentation shows', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../../docs/DATA.md'), 'utf8');
    expect(hashOldEntry(row.prevHash, row.seq, row.wallTime, row.body)).toBe(row.hash);
    expect(text).toContain(row.hash);
    expect(text).toContain(row.body);
  });

  it('depends on every part', () => {
    const hashes = [
      hashOldEntry(firstPrevHash, 1, row.wallTime, row.body),
      hashOldEntry('1'.repeat(64), 1, row.wallTime, row.body),
      hashOldEntry(firstPrevHash, 2, row.wallTime, row.body),
      hashOldEntry(firstPrevHash, 1, '2026-11-20T12:00:00.001Z', row.body),
      hashOldEntry(firstPrevHash, 1, row.wallTime, '{"kind":"resume"}'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

const salt = '00112233445566778899aabbccddeeff';
const body = '{"kind":"night-ended","nightId":"night-0001"}';
const link = {
  ...{ seq: 2, wallTime: '2026-11-20T12:00:01.000Z', night: 'night-0001' },
  bodyHash: hashBody(salt, body),
};
const second: ChainRow = {
  ...{ seq: 2, wallTime: link.wallTime, body, salt, prevHash: row.hash },
  hash: hashLink(row.hash, link),
};

describe('an entry with a salt', () => {
  it('has the hash that the documentation shows', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../../docs/DATA.md'), 'utf8');
    expect(text).toContain(second.hash);
  });

  it('follows one without, and is proved with its body and without', () => {
    expect(problemOfRow({ seq: 1, hash: row.hash }, second)).toBeNull();
    const swaps: readonly Partial<ChainRow>[] = [
      { body: body.replace('1', '2') },
      { salt: salt.replace('0', '1') },
      { salt: '' },
      { salt: 'no salt' },
      { wallTime: row.wallTime },
      { body: 'no JSON' },
    ];
    for (const swap of swaps)
      expect(problemOfRow({ seq: 1, hash: row.hash }, { ...second, ...swap })).toMatch(/changed/);
    expect(hashLink(row.hash, { ...link, night: null })).not.toBe(second.hash);
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
