/** What somebody could do to an exported night's folder: its files, `export.json` to match, entries, all hashes anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson, type Json, sha256 } from '../../main/base/host/canonical.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { ChainLine, ExportFile } from '../../main/rollout/exporting/exportFile.ts';
import { firstPrevHash, hashBody, hashLink, nightOfBody } from '../../main/store/ledger/chain.ts';

export type WholeLine = Extract<ChainLine, { body: unknown }>;

export const isKind =
  (kind: string) =>
  (line: ChainLine): line is WholeLine =>
    'body' in line && line.body.kind === kind;

/** The same entry as a link. */
export function linkOf({ seq, wallTime, hash, salt, body }: WholeLine): ChainLine {
  const bodyHash = hashBody(salt, canonicalJson(body as Json));
  return { seq, wallTime, hash, bodyHash, night: nightOfBody(body) };
}

function hashAgain(prev: string, line: ChainLine): string {
  const link = 'bodyHash' in line ? line : linkOf(line as WholeLine);
  return hashLink(prev, link as Extract<ChainLine, { bodyHash: string }>);
}

export function spoilExport(dir: string) {
  const at = (name: string): string => path.join(dir, name);
  const bytes = (name: string): Buffer => readFileSync(at(name));
  const told = (): ExportFile => JSON.parse(bytes('export.json').toString()) as ExportFile;
  const amend = (change: (told: ExportFile) => unknown): void => {
    const content = told();
    change(content);
    writeFileSync(at('export.json'), JSON.stringify(content));
  };
  /** Makes export.json say what lies there now, as whoever changes a file would. */
  const resum = (name: string): void =>
    amend(({ files }) => {
      files[name] = { bytes: bytes(name).length, sha256: sha256(bytes(name)) };
    });
  const edit = (name: string, change: (bytes: Buffer) => string | Buffer): void => {
    writeFileSync(at(name), change(bytes(name)));
    resum(name);
  };
  const flipped = (content: Buffer): Buffer => {
    const middle = content.length >> 1;
    content[middle] = must(content[middle]) ^ 1;
    return content;
  };
  const lines = (): ChainLine[] =>
    bytes('ledger.ndjson')
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ChainLine);
  const putLines = (all: readonly ChainLine[]): void =>
    edit('ledger.ndjson', () => all.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return {
    ...{ at, bytes, told, amend, resum, edit, lines, putLines },
    named: (end: RegExp): string => must(Object.keys(told().files).find((name) => end.test(name))),
    /** A bit of it, with export.json left as it is. */
    flip: (name: string): void => writeFileSync(at(name), flipped(bytes(name))),
    flipAndResum: (name: string): void => edit(name, flipped),
    /** All hashes made anew over whatever the entries say by now, the head of export.json too. */
    putRechained(all: readonly ChainLine[]): void {
      let prev = firstPrevHash;
      const anew = all.map((line) => {
        prev = hashAgain(prev, line);
        return { ...line, hash: prev };
      });
      putLines(anew);
      amend(({ head }) => Object.assign(head, { seq: anew.length, hash: prev }));
    },
    /** Every finished trial a success, by its entry. */
    allSuccess(): ChainLine[] {
      const all = lines();
      for (const { body } of all.filter(isKind('trial-finished')))
        Object.assign(body.row as object, { outcome: 'success', reason: null });
      return all;
    },
  };
}
