/**
 * The second way out of a jail, for literature: pages of hosts that a person allowed, as plain text, few and small, every
 * one logged. Everything else is refused with the reason and what to do. Off by default: an empty list refuses all.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { createTokenBucket } from '../../../base/lib/tokenBucket.ts';
import { BenchError, toBenchError } from '../../../base/model/errors.ts';
import { checkUrl, parseAllowList } from './allowList.ts';
import { type Fetched, fetchOnce, publicNetwork, type ReaderNetwork } from './fetchOnce.ts';
import { htmlToText, type PlainText, withoutControls } from './plainText.ts';

export interface ReaderOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Hosts, exact ("arxiv.org") or all below ("*.arxiv.org"). Empty: everything is refused. */
  readonly allow: readonly string[];
  /** Once per page that was asked for, whatever came of it; not for those beyond the rate. */
  readonly onRead: (read: PageRead) => void;
  /** The real one when absent. */
  readonly network?: ReaderNetwork;
}

export interface PageRead {
  /** As it was asked for, cut to 2048 characters. */
  readonly url: string;
  readonly outcome: 'read' | 'refused' | 'failed';
  /** Why not, in words; empty when it was read. */
  readonly why: string;
  readonly bytes: number;
}

export interface Page {
  /** Its host and path when it has none. */
  readonly title: string;
  readonly text: string;
  /** Where it was in the end, after redirects. */
  readonly url: string;
}

export interface Reader {
  /** @throws BenchError `refused`, `bad-input`, `busy`, `unavailable`, `not-found`, `timeout`, `protocol`, `cancelled`. */
  read(url: string, signal: AbortSignal): Promise<Page>;
}

const perMinute = 6;
const limitMs = 20_000;
const maxRedirects = 5;

function textOf({ contentType, bytes }: Fetched): PlainText {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters
    .map((one) => /^\s*charset="?([\w-]{1,40})/.exec(one)?.[1])
    .find(Boolean);
  const decoded = (): string => {
    try {
      return new TextDecoder(charset ?? 'utf-8').decode(bytes);
    } catch {
      return new TextDecoder().decode(bytes);
    }
  };
  switch (type.trim()) {
    case 'text/html':
    case 'application/xhtml+xml':
      return htmlToText(decoded());
    case 'text/plain':
    case 'text/markdown':
      return { title: '', text: withoutControls(decoded()).trim() };
    case 'application/pdf':
      throw new BenchError('refused', 'a PDF is not read', {
        hint: 'ask for its page in HTML: the abstract, or an HTML version (arxiv.org/abs/…, /html/…)',
      });
    default:
      throw new BenchError('refused', `a page of the type "${type.slice(0, 60)}" is not read`, {
        hint: 'text/html, text/plain and text/markdown are',
      });
  }
}

/** @throws BenchError `bad-input`: an entry of `allow` is no host. */
export function openReader(options: ReaderOptions): Reader {
  const { clock, onRead, network = publicNetwork } = options;
  const allow = parseAllowList(options.allow);
  const log = options.log.scoped('reader');
  const bucket = createTokenBucket(clock, perMinute / 60, perMinute);

  async function follow(first: string, signal: AbortSignal): Promise<Page & { bytes: number }> {
    let url = checkUrl(first, allow);
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const fetched = await fetchOnce(url, network, signal);
      const { status, location, bytes } = fetched;
      if (status >= 300 && status < 400 && location !== null) {
        const next = URL.parse(location, url);
        if (next === null) throw new BenchError('protocol', 'the page points to no URL');
        url = checkUrl(next.href, allow);
        continue;
      }
      if (status !== 200) {
        const code = status === 404 || status === 410 ? 'not-found' : 'unavailable';
        throw new BenchError(code, `${url.hostname} answers with status ${status}`);
      }
      const { title, text } = textOf(fetched);
      const named = title === '' ? `${url.hostname}${url.pathname}` : title;
      return { title: named, text, url: url.href, bytes: bytes.length };
    }
    throw new BenchError('unavailable', `the page points on more than ${maxRedirects} times`);
  }

  return {
    async read(asked, signal) {
      if (!bucket.take()) {
        throw new BenchError('busy', `at most ${perMinute} pages a minute are read`, {
          hint: 'wait some seconds and ask again',
        });
      }
      const late = new AbortController();
      const reason = new BenchError('timeout', `no page within ${limitMs / 1000} s`);
      using _limit = clock.after(limitMs, () => late.abort(reason));
      const url = asked.slice(0, 2048);
      try {
        const { bytes, ...page } = await follow(asked, AbortSignal.any([late.signal, signal]));
        log.log('info', 'a page was read', { url, bytes });
        onRead({ url, outcome: 'read', why: '', bytes });
        return page;
      } catch (thrown) {
        const gone = signal.aborted && !late.signal.aborted;
        const error = gone ? new BenchError('cancelled', 'no longer wanted') : toBenchError(thrown);
        const outcome =
          error.code === 'refused' || error.code === 'bad-input' ? 'refused' : 'failed';
        log.log('info', 'a page was not read', { url, code: error.code, why: error.message });
        onRead({ url, outcome, why: error.message, bytes: 0 });
        throw error;
      }
    },
  };
}
