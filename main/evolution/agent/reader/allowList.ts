/** The hosts that may be read: exact names, or `*.name` for all below a name. Nothing else, and no addresses. */
import { BenchError } from '../../../base/model/errors.ts';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const entryShape = new RegExp(`^(?:\\*\\.)?(?:${label}\\.)+[a-z][a-z0-9-]{0,61}$`);
const maxUrlChars = 2048;

/** @throws BenchError `bad-input`: an entry is no name. */
export function parseAllowList(entries: readonly string[]): readonly string[] {
  const lower = entries.map((entry) => entry.trim().toLowerCase());
  const odd = lower.find((entry) => entry.length > 253 || !entryShape.test(entry));
  if (odd === undefined) return lower;
  throw new BenchError('bad-input', `"${odd.slice(0, 80)}" is no host that could be allowed`, {
    hint: 'a name such as arxiv.org, or *.arxiv.org for all below it; no address, port or path',
  });
}

const fits = (host: string, entry: string): boolean =>
  entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry;

/** @throws BenchError `bad-input` (no URL), `refused` (not https, not allowed). */
export function checkUrl(text: string, allow: readonly string[]): URL {
  const url = text.length <= maxUrlChars ? URL.parse(text) : null;
  if (url === null) {
    throw new BenchError('bad-input', 'this is no URL', {
      hint: `a whole one, such as https://arxiv.org/abs/1234.56789, of at most ${maxUrlChars} characters`,
    });
  }
  if (allow.length === 0) {
    throw new BenchError('refused', 'reading from outside is switched off', {
      hint: 'a person may allow sites in agents/reading.json of the data folder; use the task’s own documents',
    });
  }
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') {
    throw new BenchError('refused', 'only https at its usual port and without a login is read', {
      hint: 'ask for https://HOST/PATH',
    });
  }
  if (!allow.some((entry) => fits(url.hostname, entry))) {
    throw new BenchError('refused', `the host ${url.hostname.slice(0, 100)} is not allowed`, {
      hint: `allowed: ${allow.join(', ').slice(0, 500)}`,
    });
  }
  return url;
}
