/** Where requests go, what of them passes, and the one change that is made to a body. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTurns } from '../../../../test/lib/countTurns.ts';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import { turnBytes } from '../../../base/lib/turns.ts';
import type { ModelProtocol } from '../../../base/model/agent.ts';
import { type Blocks, blockBytes, bytesOf, createBlockWriter } from './bodyBlocks.ts';
import { answerHeaders, requestHeaders, shownKeys } from './headers.ts';
import { hostedTool } from './hostedTools.ts';
import { askForUsage, lookAtBody } from './requestBody.ts';
import { planRoute, upstreamUrl } from './route.ts';

const cut = (bytes: Buffer, size: number): Blocks =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );

describe('the way', () => {
  it.each<[ModelProtocol, string, string, string]>([
    ['anthropic-messages', 'https://a.org', '/v1/messages', 'https://a.org/v1/messages'],
    ['anthropic-messages', 'https://a.org/v1/', '/v1/messages', 'https://a.org/v1/messages'],
    ['anthropic-messages', 'https://a.org/sub', '/v1/messages', 'https://a.org/sub/v1/messages'],
    ['openai-chat', 'https://a.org', '/v1/chat/completions', 'https://a.org/v1/chat/completions'],
    [
      'openai-chat',
      'https://a.org/c/v1',
      '/v1/chat/completions',
      'https://a.org/c/v1/chat/completions',
    ],
    ['openai-responses', 'https://a.org/codex/', '/v1/responses', 'https://a.org/codex/responses'],
    [
      'gemini',
      'https://a.org/',
      '/v1beta/models/m:x?alt=sse',
      'https://a.org/v1beta/models/m:x?alt=sse',
    ],
  ])('%s at %s', (protocol, base, path, expected) => {
    expect(upstreamUrl(base, protocol, path).href).toBe(expected);
  });

  it('whatever is asked for, it stays at its host and below its base', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      '.',
      '//',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '\\',
      'v1',
      'messages',
    );
    const run = (pieces: readonly string[]): void => {
      const route = planRoute('POST', `/v1/messages${pieces.join('')}`);
      if (route === null) return;
      const url = upstreamUrl('https://a.org/base', 'anthropic-messages', route.path);
      expect(url.origin + url.pathname).toMatch(
        /^https:\/\/a\.org\/base\/v1\/messages(\/count_tokens)?$/,
      );
    };
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), run), fuzzRuns(300));
  });

  it('keys in a query stay behind', () => {
    expect(planRoute('POST', '/v1/messages?beta=true&key=k&access_token=t')?.path).toBe(
      '/v1/messages?beta=true',
    );
  });
});

describe('headers', () => {
  it('with our key none of the agent’s pass, in whatever case they come', () => {
    const mine = { authorization: 'a', 'x-api-key': 'b', 'api-key': 'c', 'anthropic-beta': 'd' };
    expect(requestHeaders(mine, ['x-api-key', 'real'], 2)).toEqual({
      'anthropic-beta': 'd',
      'accept-encoding': 'identity',
      'content-length': 2,
      'x-api-key': 'real',
    });
    expect(requestHeaders(mine, null, null)).toMatchObject({
      authorization: 'a',
      'x-api-key': 'b',
    });
  });

  it('finds a key in every place where programs show it', () => {
    const headers = { 'x-api-key': '1', 'x-goog-api-key': '2', authorization: 'bearer 3' };
    expect(shownKeys({ headers, query: 'a=b&key=4' })).toEqual(['1', '2', '3', '4']);
    expect(shownKeys({ headers: {}, query: '' })).toEqual([]);
  });

  it('an answer’s own connection and encoding stay behind', () => {
    const said = { 'content-type': 't', 'content-length': '3', 'transfer-encoding': 'chunked' };
    expect(answerHeaders({ ...said, 'retry-after': '1' })).toEqual({
      'content-type': 't',
      'retry-after': '1',
    });
  });
});

describe('a tool', () => {
  it.each<[ModelProtocol, object]>([
    ['anthropic-messages', { name: 'Bash', input_schema: {} }],
    ['anthropic-messages', { type: 'custom', name: 'x' }],
    ['anthropic-messages', { type: 'bash_20250124', name: 'bash' }],
    ['openai-responses', { type: 'function', name: 'exec_command' }],
    ['openai-responses', { type: 'namespace', name: 'mcp__bench', tools: [{ type: 'function' }] }],
    ['openai-chat', { type: 'function', function: {} }],
    ['gemini', { functionDeclarations: [{ name: 'googleSearch' }] }],
  ])('of %s that the agent runs itself passes: %o', (protocol, tool) => {
    expect(hostedTool(protocol, [tool])).toBeNull();
  });

  it.each<[ModelProtocol, unknown]>([
    ['anthropic-messages', { type: 'web_search_20250305', name: 'web_search' }],
    ['anthropic-messages', { type: 'web_fetch_20250910', name: 'web_fetch' }],
    ['anthropic-messages', { type: 'code_execution_20250825', name: 'x' }],
    ['anthropic-messages', { type: 'mcp_toolset' }],
    ['openai-responses', { type: 'web_search', external_web_access: false }],
    ['openai-responses', { type: 'mcp', server_url: 'https://x' }],
    ['openai-responses', { type: 'shell', environment: { type: 'container_auto' } }],
    ['openai-responses', { type: 'namespace', tools: [{ type: 'code_interpreter' }] }],
    ['openai-chat', { type: 'builtin_function', function: { name: '$web_search' } }],
    ['openai-chat', {}],
    ['gemini', { functionDeclarations: [], url_context: {} }],
    ['gemini', { googleSearch: {} }],
    ['gemini', 'googleSearch'],
  ])('of %s that the seller would run does not: %o', (protocol, tool) => {
    const own = { type: 'function', name: 'bash' };
    const tools =
      protocol === 'gemini' ? [tool] : [own, tool].slice(protocol.startsWith('a') ? 1 : 0);
    expect(hostedTool(protocol, tools)).not.toBeNull();
  });

  it('none at all is none, and a list that is no list is refused', () => {
    expect([hostedTool('gemini', undefined), hostedTool('openai-chat', [])]).toEqual([null, null]);
    expect(hostedTool('openai-chat', { 0: { type: 'web_search' } })).not.toBeNull();
  });
});

describe('a chat stream', () => {
  const { turns } = countTurns();
  /** In blocks of some bytes, as they may come. */
  const asked = async (text: string, size = 64): Promise<unknown> => {
    const blocks = cut(Buffer.from(text), size);
    return JSON.parse(
      Buffer.concat(askForUsage(blocks, await lookAtBody(blocks, turns))).toString(),
    );
  };

  it('is asked for its usage, and nothing else of it changes', async () => {
    const other = fc.dictionary(fc.string(), fc.jsonValue());
    const options = fc.option(fc.dictionary(fc.constantFrom('a', 'include_usage'), fc.boolean()));
    const run = async (
      rest: Record<string, unknown>,
      said: object | null,
      indent: number,
      size: number,
    ): Promise<void> => {
      const { model: _, tools: _1, background: _2, ...free } = rest;
      const body = { ...free, stream: true, stream_options: said };
      const before: unknown = JSON.parse(JSON.stringify(body));
      expect(await asked(JSON.stringify(body, null, indent), size)).toEqual({
        ...(before as object),
        stream_options: { ...said, include_usage: true },
      });
    };
    const size = fc.integer({ min: 1, max: 40 });
    const property = fc.asyncProperty(other, options, fc.nat({ max: 2 }), size, run);
    await fc.assert(property, fuzzRuns(200));
    expect(await asked(' {"stream":true}')).toEqual({
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('that asks already is the same bytes', async () => {
    const blocks = [Buffer.from('{"n":1.0,"stream_options": {"include_usage":true} }')];
    expect(askForUsage(blocks, await lookAtBody(blocks, turns))).toBe(blocks);
  });

  it.each(['{"stream_options":5}', `{"stream_options":{"a":"${'x'.repeat(5000)}"}}`])(
    'with options that are none is refused',
    (text) => expect(asked(text)).rejects.toThrow(/stream_options/),
  );

  it.each(['', '[]', '{', '{"a":1}x', '\ufeff{}', '{"model":"a","mod\\u0065l":"b"}'])(
    'a body that can be read in two ways is refused: %s',
    (text) => expect(lookAtBody([Buffer.from(text)], turns)).rejects.toThrow(/body|twice/),
  );
});

describe('a large body', () => {
  const most = 4 << 20;
  const asBlocks = (text: string): Blocks => {
    const writer = createBlockWriter();
    for (const piece of cut(Buffer.from(text), 50_000)) writer.add(piece);
    return writer.done();
  };

  it.each([
    ['one string', 'x'],
    ['many objects', '","b":{"a":1},"c":"'],
    ['a run of escapes', '\\a'],
    ['many empty strings', '","b":"'],
  ])('of %s is looked at block by block, a turn each', async (_what, piece) => {
    const text = `{"a":"${piece.repeat(most / piece.length)}","model":"m"}`;
    const blocks = asBlocks(text);
    const { turns, seen } = countTurns();
    expect((await lookAtBody(blocks, turns)).look.model).toBe('m');
    expect(seen.most).toBeLessThanOrEqual(blockBytes);
    expect(seen.slept).toBeGreaterThanOrEqual(Math.floor(text.length / turnBytes) - 1);
  });

  it('a small one waits for no turn', async () => {
    const { turns, seen } = countTurns();
    await lookAtBody([Buffer.from('{"model":"m"}')], turns);
    expect(seen.slept).toBe(0);
  });

  it('is kept in few blocks however small its pieces are', () => {
    const writer = createBlockWriter();
    for (let i = 0; i < 3 * blockBytes; i++) writer.add(Buffer.from([i & 0xff]));
    const blocks = writer.done();
    expect(blocks.length).toBeLessThanOrEqual(4);
    expect(bytesOf(blocks)).toBe(3 * blockBytes);
    expect(Buffer.concat(blocks).every((byte, i) => byte === (i & 0xff))).toBe(true);
  });

  it('with lists of tools that are too long together is refused', async () => {
    const list = `{"tools":["${'x'.repeat(400_000)}"]},`;
    const { turns } = countTurns();
    const text = (lists: number): Blocks => asBlocks(`{"input":[${list.repeat(lists)}{}]}`);
    expect((await lookAtBody(text(9), turns)).look.toolLists).toHaveLength(9);
    await expect(lookAtBody(text(11), turns)).rejects.toThrow(/"tools" cannot be read/);
  });

  it('with a list of tools too long to look through is refused', async () => {
    const text = `{"tools":[${'{},'.repeat(400_000)}{}]}`;
    const { turns } = countTurns();
    await expect(lookAtBody(asBlocks(text), turns)).rejects.toThrow(/"tools" cannot be read/);
  });
});
