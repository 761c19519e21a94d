/**
 * What somebody could do to an exported night's folder: its files, `export.json` to match, entries, all hashes anew. And
 * what an older core's export of it would be.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson, type Json, sha256 } from '../../main/base/host/canonical.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { ChainLine, ExportFile } from '../../main/rollout/exporting/exportFile.ts';
import { addEntry, emptyTally } from '../../main/rollout/night/countNight.ts';
import { firstPrevHash, hashBody, hashLink, nightOfBody } from '../../main/store/ledger/chain.ts';

export type WholeLine = Extract<ChainLine, { body: unknown }>;
type LinkLine = Extract<ChainLine, { bodyHash: string }>;

export const isKind =
  (kind: string) =>
  (line: ChainLine): line is WholeLine =>
    'body' in line && line.body.kind === kind;

/** The same entry as a link. */
export function linkOf({ seq, wallTime, hash, salt, body }: WholeLine): LinkLine {
  const bodyHash = hashBody(salt, canonicalJson(body as Json));
  return { seq, wallTime, hash, bodyHash, night: nightOfBody(body) };
}

function hashAgain(prev: string, line: ChainLine): string {
  return hashLink(prev, 'bodyHash' in line ? line : linkOf(line as WholeLine));
}

export function spoilExport(dir: string) {
  const at = (name: string): string => path.join(dir, name);
  const bytes = (name: string): Buffer => readFileSync(at(name));
  const told = (): ExportFile => JSON.parse(bytes('export.json').toString()) as ExportFile;
  const named = (end: RegExp): string =>
    must(Object.keys(told().files).find((name) => end.test(name)));
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
  const drop = (wanted: (name: string) => boolean): void =>
    amend(({ files }) => {
      for (const name of Object.keys(files).filter(wanted)) {
        rmSync(at(name));
        delete files[name];
      }
    });
  /** All numbers and hashes made anew over whatever the entries say by now, the head of export.json too: that is given. */
  const putRechained = (all: readonly ChainLine[]): string => {
    let prev = firstPrevHash;
    const anew = all.map((line, index) => {
      const numbered = { ...line, seq: index + 1 };
      prev = hashAgain(prev, numbered);
      return { ...numbered, hash: prev };
    });
    putLines(anew);
    amend(({ head }) => Object.assign(head, { seq: anew.length, hash: prev }));
    return prev;
  };
  return {
    ...{ at, bytes, told, named, amend, resum, edit, lines, putLines, drop, putRechained },
    /** A bit of it, with export.json left as it is. */
    flip: (name: string): void => writeFileSync(at(name), flipped(bytes(name))),
    flipAndResum: (name: string): void => edit(name, flipped),
    /** As it would be of a core whose trials' ends did not say of which night they are. Gives its head. */
    putOlder(): string {
      drop((name) => name === 'hub.bundle');
      const all = lines();
      for (const line of all)
        if ('body' in line && !line.body.kind.startsWith('night-'))
          delete (line.body as Record<string, unknown>).nightId;
      return putRechained(all);
    },
    /** The end of a trial as a link, its record away, the counts to match: the chain stays as it was. */
    takeOutEnd(id: string): void {
      const all = lines().map((line) =>
        isKind('trial-finished')(line) && line.body.id === id ? linkOf(line) : line,
      );
      putLines(all);
      drop((name) => name.startsWith(`trials/${id}/`));
      const { nightId } = told();
      const bodies = all.flatMap((line) => ('body' in line ? [line.body as never] : []));
      const tally = bodies.reduce((now, body) => addEntry(now, nightId, body), emptyTally);
      amend(({ counts }) => Object.assign(counts, tally.counts));
    },
    /** Another signature under the contract, and its entry made to fit; the one after it has `after` instead. */
    forgeSignature(after: (line: ChainLine) => ChainLine): void {
      const signature = named(/signature\.json$/);
      edit(signature, (text) => text.toString().replace('Ada', 'Eve'));
      const signatureHash = sha256(bytes(signature));
      const all = lines();
      const index = all.findIndex(isKind('sealed'));
      const sealed = must(all[index]) as WholeLine;
      const forged = { ...sealed, body: { ...sealed.body, signatureHash } };
      const hash = hashAgain(must(all[index - 1]).hash, forged);
      all.splice(index, 2, { ...forged, hash }, after(must(all[index + 1])));
      putLines(all);
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
