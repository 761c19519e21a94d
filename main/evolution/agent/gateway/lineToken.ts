/** What an agent shows as its key: worth nothing elsewhere, and shaped like a key for programs that look at theirs. */
import { mintToken } from '../../../base/host/secretToken.ts';

export const mintLineToken = (): string => `nb-${mintToken()}`;
