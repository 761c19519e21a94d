/** What an agent shows as its key: unguessable, of one line, worth nothing elsewhere. Compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Looks like a key to programs that check the shape of theirs. */
export const mintLineToken = (): string => `nb-${randomBytes(24).toString('base64url')}`;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const sameToken = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
