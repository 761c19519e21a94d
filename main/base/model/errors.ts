/**
 * The one operating error of the product. Programmer errors are assertions (`base/lib/assert`).
 * It crosses every wire as plain data and is handled once: logged or rethrown with its cause.
 */

/** The closed set of codes. `exitCodeOf` maps them to what a shell sees. */
export const errorCodes = [
  'bad-input', // the caller's words are off; nothing changed
  'not-found',
  'refused', // a seal or a safety rule says no
  'busy', // somebody else holds the lease, the lock or the port
  'unavailable', // a device, a process or a program is not there
  'timeout',
  'protocol', // bytes that no honest peer sends
  'storage', // the disk said no: full, read-only, corrupt
  'cancelled',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** As it crosses a wire. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What failed, on what, and what to do (`hint`). */
export class BenchError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BenchError';
    this.code = code;
    this.hint = options.hint;
  }

  toData(): ErrorData {
    return { code: this.code, message: this.message, hint: this.hint };
  }

  static fromData(data: ErrorData): BenchError {
    const options = data.hint === undefined ? {} : { hint: data.hint };
    return new BenchError(data.code, data.message, options);
  }
}

/** Any thrown thing as a `BenchError`; what is not one becomes `internal` with its cause. */
export function toBenchError(thrown: unknown): BenchError {
  if (thrown instanceof BenchError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new BenchError('internal', message, { cause: thrown });
}

/** 0 done, 1 failed, 2 bad input, 3 refused by a seal or a safety rule. */
export function exitCodeOf(code: ErrorCode): 1 | 2 | 3 {
  if (code === 'bad-input' || code === 'not-found') return 2;
  return code === 'refused' ? 3 : 1;
}
