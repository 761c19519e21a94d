/**
 * What one line does with one HTTP request: who may ask, what for, and where it goes. Whatever is not a known request of a
 * model's protocol, shown the right key, is refused here: nothing reaches an upstream but by the table of routes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sameToken } from '../../../base/host/secretToken.ts';
import type { ModelProtocol } from '../../../base/model/agent.ts';
import { refuseThrown, runExchange, runFreeExchange } from './exchange.ts';
import { shownKeys } from './headers.ts';
import type { LineState } from './lineState.ts';
import { protocols } from './protocols.ts';
import { planRoute } from './route.ts';
import { refusalOf, sendRefusal } from './sendRefusal.ts';

/** Whose list of models is meant: only Anthropic's programs say who they speak to. */
function listers(req: IncomingMessage): readonly ModelProtocol[] {
  return 'anthropic-version' in req.headers
    ? ['anthropic-messages']
    : ['openai-responses', 'openai-chat', 'anthropic-messages'];
}

/** `target` is the URL behind the line's own prefix. Never rejects. */
export async function answerLine(
  line: LineState,
  target: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const route = planRoute(req.method ?? '', target);
  if (route === null) {
    line.complain('a request of an agent leads nowhere', { method: req.method });
    const only = 'this door leads to models alone, and here it does not: no such request is known';
    return sendRefusal(res, null, refusalOf(404, only));
  }
  const asked = route.protocol === null ? listers(req) : [route.protocol];
  const upstream = asked.map(line.upstreamOf).find((found) => found !== null);
  if (upstream === undefined) {
    const named = protocols[asked[0] as ModelProtocol];
    const none = `no model server that speaks ${named.name} is set up for this agent`;
    return sendRefusal(res, named, refusalOf(404, none));
  }
  const protocol = protocols[upstream.protocol];
  if (upstream.auth.kind === 'key') {
    const query = target.split('?')[1] ?? '';
    const shown = shownKeys({ headers: req.headers, query });
    if (!shown.some((key) => sameToken(key, line.token))) {
      line.complain('an agent shows a wrong key', {});
      return sendRefusal(res, protocol, refusalOf(401, 'this is not the key of this agent'));
    }
  }
  if (!line.exchanges.take(1)) return tooMany(res);
  if (!line.busy.take(1)) {
    line.exchanges.give(1);
    return tooMany(res);
  }
  const plan = { line, route, upstream, protocol, req, res };
  try {
    await (route.kind === 'free' ? runFreeExchange(plan) : runExchange(plan));
  } catch (thrown) {
    refuseThrown(plan, thrown);
  } finally {
    line.exchanges.give(1);
    line.busy.give(1);
  }
}

function tooMany(res: ServerResponse): void {
  const headers = { 'retry-after': '1' };
  sendRefusal(res, null, refusalOf(429, 'too many requests at the same time'), headers);
}
