/** Arguments that commands of several rooms take, each parsed at the door in the one way. */
import { z } from 'zod';

export const none = z.strictObject({});
export const task = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
/** Whose word it is: a name for the ledger. */
export const person = z.string().trim().min(1).max(80);
export const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
