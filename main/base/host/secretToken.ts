/**
 * Words that nobody can guess: of one line, safe in a URL. Draws from the system's random source, the only place outside
 * `base/lib/rng.ts` that may; compared in a time that tells nothing of them.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 24 random bytes. */
export const mintToken = (): string => randomBytes(24).toString('base64url');

/** 32 hex digits: what is hashed with them can be told by its hash alone. */
export const mintSalt = (): string => randomBytes(16).toString('hex');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const sameToken = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
