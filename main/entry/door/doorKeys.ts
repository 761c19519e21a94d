/**
 * Who may come in. A one-time code in the URL becomes a cookie (windows); a token that only the same user can read
 * from the data folder is sent as a bearer (command line, scripts). Codes die on use.
 */
import { mintToken, sameToken } from '../../base/host/secretToken.ts';

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

export function createDoorKeys(): DoorKeys {
  const cookie = mintToken();
  const token = mintToken();
  let codes: readonly string[] = [];
  return {
    token,
    cookie,
    mintCode() {
      const code = mintToken();
      codes = [...codes, code].slice(-maxOpenCodes);
      return code;
    },
    spendCode(code) {
      const found = codes.find((open) => sameToken(open, code));
      codes = codes.filter((open) => open !== found);
      return found !== undefined;
    },
    isCookie: (value) => sameToken(value, cookie),
    isToken: (value) => sameToken(value, token),
  };
}
