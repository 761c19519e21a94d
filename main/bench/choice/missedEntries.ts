/**
 * What is stored of benches against what the ledger knows of it: a crash or a full disk between the two leaves a file
 * that no entry names, and it is entered at the next start. The files are the truth; the ledger is their history.
 */
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import type { Log } from '../../base/lib/log.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { StoredBench } from './benchFiles.ts';

export interface MissedPorts {
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  readonly log: Log;
}

export const hashOf = (value: unknown): string => sha256(canonicalJson(value as Json));

export type StoredEntry = Extract<
  DayEntry,
  { kind: 'envelope-set' | 'servos-calibrated' | 'camera-calibrated' }
>;

/** What of a bench the ledger shall know, from its files. */
function entriesOf(benchId: string, stored: StoredBench): readonly StoredEntry[] {
  const { envelope, arms, cameras } = stored;
  return [
    ...(envelope === null
      ? []
      : [
          {
            kind: 'envelope-set',
            benchId,
            how: envelope.how,
            hash: hashOf(envelope.edit),
          } as const,
        ]),
    ...(['follower', 'leader'] as const).flatMap((arm) =>
      arms[arm] === null
        ? []
        : [{ kind: 'servos-calibrated', benchId, arm, hash: hashOf(arms[arm]) } as const],
    ),
    ...cameras.map((camera) => {
      const { role, reprojectionPx } = camera;
      const hash = hashOf(camera);
      return { kind: 'camera-calibrated', benchId, role, hash, reprojectionPx } as const;
    }),
  ];
}

const subjectOf = (entry: StoredEntry): string => {
  if (entry.kind === 'servos-calibrated') return entry.arm;
  return entry.kind === 'camera-calibrated' ? entry.role : '';
};

/** Enters what is on the disk and was kept out of the ledger by a crash or a full disk. */
export function enterMissed(
  { ledger, log }: MissedPorts,
  benches: ReadonlyMap<string, StoredBench>,
): void {
  const known = new Map<string, string>();
  const key = (entry: StoredEntry): string => `${entry.kind} ${entry.benchId} ${subjectOf(entry)}`;
  const kinds = ['envelope-set', 'servos-calibrated', 'camera-calibrated'] as const;
  for (const kind of kinds) {
    for (const { body } of ledger.notes(kind, Number.MAX_SAFE_INTEGER)) {
      const entry = body as StoredEntry;
      if (!known.has(key(entry))) known.set(key(entry), entry.hash);
    }
  }
  for (const [id, stored] of benches) {
    for (const entry of entriesOf(id, stored)) {
      if (known.get(key(entry)) === entry.hash) continue;
      log.log('warn', 'what is stored of a bench was not in the ledger; entered now', { id });
      ledger.append(entry);
    }
  }
}
