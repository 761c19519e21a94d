/**
 * Who may come in. A one-time code in the URL becomes a cookie (windows); a token that only the same user can read
 * from the data folder is sent as a bearer (command line, scripts). Codes die on use; comparisons take constant
 * time. Draws from the system's random source: the only place outside `base/lib/rng` that may.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const maxOpenCodes = 8;

export interface DoorKeys {
  /** The secret for the data folder's 0600 file. */
  readonly token: string;
  /** A fresh one-time code. At most eight are open; the oldest dies first. */
  mintCode(): string;
  /** True once per code. */
  spendCode(code: string): boolean;
  isCookie(value: string): boolean;
  isToken(value: string): boolean;
  readonly cookie: string;
}

function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function createDoorKeys(): DoorKeys {
  const secret = (): string => randomBytes(24).toString('base64url');
  const cookie = secret();
  const token = secret();
  let codes: readonly string[] = [];
  return {
    token,
    cookie,
    mintCode() {
      const code = secret();
      codes = [...codes, code].slice(-maxOpenCodes);
      return code;
    },
    spendCode(code) {
      const found = codes.find((open) => same(open, code));
      codes = codes.filter((open) => open !== found);
      return found !== undefined;
    },
    isCookie: (value) => same(value, cookie),
    isToken: (value) => same(value, token),
  };
}
