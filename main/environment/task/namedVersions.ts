/**
 * Versions of a task's program (its judge, its reset) by the names that people and scripts give them, by their bytes, and
 * whether one may be put in force. Knows no folders.
 */
import { BenchError } from '../../base/model/errors.ts';

interface Version {
  readonly id: string;
  readonly hash: string;
}

export interface Versions<V extends Version> {
  /** Oldest first. */
  versions(task: string): readonly V[];
  version(task: string, id: string): V | null;
}

type What = 'judge' | 'reset';

/** @throws BenchError `not-found`. */
export function needVersion<V extends Version>(
  what: What,
  book: Versions<V>,
  task: string,
  id: string,
): V {
  const version = book.version(task, id);
  if (version !== null) return version;
  const ids = book.versions(task).map((each) => each.id);
  throw new BenchError('not-found', `${task} has no ${what} called ${id}`, {
    hint: ids.length === 0 ? 'There is no version yet.' : `There are ${ids.join(', ')}.`,
  });
}

/**
 * An id, or another name that is none of a version, for `newest` and `accepted`: `shipped` where there is no version yet.
 * @throws BenchError `not-found` with `hint` where none was accepted.
 */
export function versionIdOf<V extends Version>(
  what: What,
  book: Pick<Versions<V>, 'versions'>,
  {
    task,
    ref,
    acceptedId,
    hint,
  }: {
    readonly task: string;
    readonly ref: string;
    readonly acceptedId: string | undefined;
    readonly hint: string;
  },
): string {
  if (ref === 'newest') return book.versions(task).at(-1)?.id ?? 'shipped';
  if (ref !== 'accepted') return ref;
  if (acceptedId !== undefined) return acceptedId;
  throw new BenchError('not-found', `no ${what} of ${task} was accepted yet`, { hint });
}

/** The version with these bytes: the accepted one before others, else the newest. */
export function versionWith<V extends Version>(
  versions: readonly V[],
  hash: string,
  acceptedId: string | undefined,
): V | undefined {
  const same = versions.filter((version) => version.hash === hash);
  return same.find(({ id }) => id === acceptedId) ?? same.at(-1);
}

/** The reason to keep with an acceptance; null: none was needed. @throws BenchError `refused` where one is lacking. */
export function overrodeFor(
  why: readonly string[],
  override: string | null,
  hint: string,
): string | null {
  if (why.length === 0) return null;
  if (override !== null) return override;
  throw new BenchError('refused', `the gate is not met: ${why.join(' ').slice(0, -1)}`, { hint });
}
