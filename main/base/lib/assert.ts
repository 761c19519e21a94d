/** Programmer errors. A failed assertion ends the trial and holds the robot; it is never caught to go on. */

export class AssertionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssertionError';
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The value, which the caller knows to be there (array reads under `noUncheckedIndexedAccess`). */
export function must<T>(
  value: T | null | undefined,
  message = 'a value that must be there is missing',
): T {
  if (value === null || value === undefined) throw new AssertionError(message);
  return value;
}

/** Exhaustiveness: does not compile while a case is missing. */
export function never(value: never): never {
  throw new AssertionError(`unexpected value ${JSON.stringify(value)}`);
}
