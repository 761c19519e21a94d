/**
 * Nights as the ledger tells them: each from its start to its end, where it stands, and the count of its trials, which is
 * read from the entries themselves (`countNight.ts`) whenever somebody asks, from where it was read to last. Changed only
 * by appending.
 */
import { must } from '../../base/lib/assert.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { NightRow, NightState } from '../../base/model/night.ts';
import type { NightEntry } from '../../base/wire/nightEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { addEntry, emptyTally, type NightTally } from './countNight.ts';

type Of<K extends NightEntry['kind']> = Extract<NightEntry, { kind: K }>;
type NightTold =
  | Of<'night-started'>
  | Of<'night-wished'>
  | Of<'night-paused'>
  | Of<'night-resumed'>
  | Of<'night-ended'>
  | Of<'night-row'>
  | Of<'seal-broken'>;

export interface PastNight extends Omit<Of<'night-started'>, 'kind'> {
  /** Of the entry that started it. */
  readonly seq: number;
  readonly wallTime: string;
  /** By its entries. `running`: nothing says otherwise, whether or not anything runs. */
  readonly state: Exclude<NightState, 'interrupted'>;
  /** Why it stands still or ended; empty while it runs. */
  readonly why: string;
  /** Of the entry that ended it. */
  readonly endSeq: number | null;
  readonly endedWallTime: string | null;
  /** What of its contract was not as sealed, since it went on last. */
  readonly sealBroken: string | null;
  /** The arm stood in the clear view when it came to rest; null where nobody can tell. */
  readonly parked: boolean | null;
  /** Who paused it; null while it runs and where it did so by itself. */
  readonly pausedBy: string | null;
  /** What a person asked for and it has not come to yet. */
  readonly wish: Pick<Of<'night-wished'>, 'wish' | 'by' | 'why'> | null;
  /** Of one that met its target. */
  readonly row: NightRow | null;
  /** When it went on by itself after a restart, since a person last had to do with it. */
  readonly wentOn: readonly string[];
}

/** What a night is run by, as it was started. */
export type NightOrder = Pick<
  PastNight,
  | 'nightId'
  | 'task'
  | 'sealHash'
  | 'seed'
  | 'clock'
  | 'budget'
  | 'target'
  | 'agent'
  | 'thinkSeconds'
  | 'command'
  | 'model'
>;

/** Of a night that was asked for by its name, or of the newest, where there is none. */
export const noNight = (nightId: string | undefined): BenchError =>
  new BenchError(
    'not-found',
    nightId === undefined ? 'there was no night yet' : `there is no ${nightId}`,
  );

export interface NightBook {
  /** Oldest first. */
  nights(): readonly PastNight[];
  night(nightId: string): PastNight | null;
  /** The one that began and did not end: there is at most one. */
  open(): PastNight | null;
  nextId(): string;
  /** Durable on return. @throws BenchError `storage`, and then nothing changed. */
  append(entry: NightTold): void;
  /** Of its trials up to the newest entry. @throws BenchError `storage`. */
  tally(nightId: string): Promise<NightTally>;
}

interface Page {
  tally: NightTally;
  /** Read up to here. */
  seq: number;
  reading: Promise<unknown>;
}

const kinds = [
  'night-started',
  'night-wished',
  'night-paused',
  'night-resumed',
  'night-ended',
  'night-row',
  'seal-broken',
] as const;
/** A few milliseconds of the core's own thread. */
const entriesPerPage = 200;

function begun(entry: Of<'night-started'>, seq: number, wallTime: string): PastNight {
  const { kind: _kind, ...started } = entry;
  const nothing = {
    ...{ why: '', endSeq: null, endedWallTime: null, sealBroken: null },
    ...{ parked: null, pausedBy: null, wish: null, row: null, wentOn: [] },
  } as const;
  return { ...started, seq, wallTime, state: 'running', ...nothing };
}

function changed(night: PastNight, entry: NightTold, seq: number, wallTime: string): PastNight {
  switch (entry.kind) {
    case 'night-wished':
      // Who wants it to end is not overruled by who wants it to wait.
      return night.wish?.wish === 'end' ? night : { ...night, wish: entry };
    case 'night-paused':
      return {
        ...{ ...night, state: 'paused', why: entry.why, pausedBy: entry.by, wish: null },
        parked: entry.parked ?? null,
      };
    case 'night-resumed':
      return {
        ...{ ...night, state: 'running', why: '', sealBroken: null },
        ...{ pausedBy: null, parked: null, wish: null },
        wentOn: entry.by === null ? [...night.wentOn, wallTime] : [],
      };
    case 'night-ended':
      return {
        ...{ ...night, state: 'ended', why: entry.why, endSeq: seq, endedWallTime: wallTime },
        wish: null,
        parked: entry.parked ?? night.parked,
      };
    case 'night-row': {
      const { kind: _kind, nightId: _nightId, ...row } = entry;
      return { ...night, row };
    }
    case 'seal-broken':
      return { ...night, sealBroken: entry.problem };
    default:
      return night;
  }
}

/** `pause` lets others go first between two pages of a long read. */
export function openNightBook(
  ledger: Pick<Ledger, 'notes' | 'append' | 'entries'>,
  pause: () => Promise<void>,
  pageSize = entriesPerPage,
): NightBook {
  const nights = new Map<string, PastNight>();
  const pages = new Map<string, Page>();
  const open = (): PastNight | null =>
    nights.values().find(({ state }) => state !== 'ended') ?? null;
  const apply = (entry: NightTold, seq: number, wallTime: string): void => {
    if (entry.kind === 'night-started') {
      nights.set(entry.nightId, begun(entry, seq, wallTime));
      return;
    }
    const night = entry.kind === 'seal-broken' ? open() : (nights.get(entry.nightId) ?? null);
    const isOther = entry.kind === 'seal-broken' && night?.sealHash !== entry.hash;
    if (night !== null && !isOther) nights.set(night.nightId, changed(night, entry, seq, wallTime));
  };
  const past = kinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const { body, seq, wallTime } of past.sort((a, b) => a.seq - b.seq))
    apply(body as NightTold, seq, wallTime);

  const read = async (page: Page, nightId: string): Promise<void> => {
    for (;;) {
      const { endSeq } = must(nights.get(nightId));
      const entries = ledger.entries(page.seq + 1, pageSize);
      for (const { seq, body } of entries) {
        // A trial whose end the disk refused is ended by whoever comes next.
        if (endSeq !== null && seq > endSeq && page.tally.open.length === 0) return;
        page.tally = addEntry(page.tally, nightId, body);
        page.seq = seq;
      }
      if (entries.length < pageSize) return;
      await pause();
    }
  };
  return {
    nights: () => [...nights.values()],
    night: (nightId) => nights.get(nightId) ?? null,
    open,
    nextId: () => `night-${String(nights.size + 1).padStart(4, '0')}`,
    append(entry) {
      const { seq, wallTime } = ledger.append(entry);
      apply(entry, seq, wallTime);
    },
    async tally(nightId) {
      const { seq } = must(nights.get(nightId));
      const page = pages.get(nightId) ?? { tally: emptyTally, seq, reading: Promise.resolve() };
      pages.set(nightId, page);
      const reading = page.reading.then(() => read(page, nightId));
      page.reading = reading.catch(() => undefined);
      await reading;
      return page.tally;
    },
  };
}
