/**
 * The author process: `base/wire/author.ts` over stdio. It writes one judge and ends; when its standard input ends first,
 * because the core is gone or nobody wants it any more, it gives up at once, and what it worked out is kept for going on.
 * Usage: `node author.ts`.
 */
import { serveOrder } from '../base/host/serveOrder.ts';
import { realClock } from '../base/lib/clock.ts';
import type { AuthorOrder, FromAuthor } from '../base/wire/author.ts';
import { serveAuthor } from '../environment/author/serveAuthor.ts';

await serveOrder<AuthorOrder, FromAuthor>((order, tell, signal) =>
  serveAuthor(order, { clock: realClock, tell }, signal),
);
process.exit(0);
