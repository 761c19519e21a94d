/** What may be read, and all that may not: hosts, addresses, redirects, sizes, types, rates. No network is needed. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Clock, realClock } from '../../../base/lib/clock.ts';
import { silentLog } from '../../../base/lib/log.ts';
import { maxPageBytes } from './fetchOnce.ts';
import { openReader, type PageRead } from './openReader.ts';
import { isPublicAddress } from './publicAddress.ts';

const publicOne = '93.184.216.34';
const allow = ['arxiv.org', '*.readthedocs.io'];
const page = '<title>A paper</title><p>Text.</p>';

/** A reader whose network is a server of the test: names resolve as `names` says, connections go to the server. */
async function openNet(
  answer: RequestListener,
  options: {
    readonly names?: Readonly<Record<string, readonly string[]>>;
    readonly allow?: readonly string[];
    readonly clock?: Clock;
  } = {},
) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected: string[] = [];
  const reads: PageRead[] = [];
  const reader = openReader({
    clock: options.clock ?? realClock,
    log: silentLog,
    allow: options.allow ?? allow,
    onRead: (read) => reads.push(read),
    network: {
      resolve: async (host) => options.names?.[host] ?? [publicOne],
      connect: (address, host) => {
        connected.push(`${host}@${address}`);
        return connect(port, '127.0.0.1');
      },
    },
  });
  return {
    reads,
    connected,
    read: (url: string, signal = new AbortController().signal) => reader.read(url, signal),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
const html: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
};

describe('the reader', () => {
  it('reads a page of an allowed host, at the address that was checked', async () => {
    await using net = await openNet((req, res) => {
      const { host, cookie, authorization } = req.headers;
      res.writeHead(200, { 'content-type': 'text/plain' });
      res.end(JSON.stringify([req.method, req.url, host, cookie, authorization]));
    });
    expect(await net.read('https://ARXIV.org/abs/1?x=y#part')).toEqual({
      title: 'arxiv.org/abs/1',
      text: '["GET","/abs/1?x=y","arxiv.org",null,null]',
      url: 'https://arxiv.org/abs/1?x=y#part',
    });
    expect(net.connected).toEqual([`arxiv.org@${publicOne}`]);
    expect(net.reads).toMatchObject([{ outcome: 'read', why: '' }]);
  });

  it.each([
    'http://arxiv.org/',
    'https://arxiv.org:8443/',
    'https://a:b@arxiv.org/',
    'https://arxiv.org.evil.example/',
    'https://evil-arxiv.org/',
    'https://export.arxiv.org/',
    'https://readthedocs.io/',
    'https://arxiv.org./',
    'https://93.184.216.34/',
    'https://[::1]/',
    'https://0x7f000001/',
    'ftp://arxiv.org/',
    'file:///etc/passwd',
    'data:text/plain,x',
  ])('refuses %s', async (url) => {
    await using net = await openNet(html);
    await expect(net.read(url)).rejects.toMatchObject({ code: 'refused' });
    expect(net.connected).toEqual([]);
    expect(net.reads).toMatchObject([{ outcome: 'refused', url }]);
  });

  it('refuses everything when nothing is allowed, and says how to change that', async () => {
    await using net = await openNet(html, { allow: [] });
    const refused = expect(net.read('https://arxiv.org/')).rejects;
    await refused.toMatchObject({ code: 'refused', hint: expect.stringMatching(/may allow/) });
    expect(net.connected).toEqual([]);
  });

  it('what is no URL is bad input', async () => {
    await using net = await openNet(html);
    for (const url of ['', 'arxiv.org', `https://arxiv.org/${'x'.repeat(3000)}`]) {
      await expect(net.read(url)).rejects.toMatchObject({ code: 'bad-input' });
    }
  });

  it.each([
    '*',
    '*.org',
    'localhost',
    '127.0.0.1',
    'a.org/x',
    'a.org:443',
    '',
    'a..org',
    '*.*.org',
  ])('allows no such entry: "%s"', (entry) => {
    const open = (): unknown =>
      openReader({ clock: realClock, log: silentLog, allow: [entry], onRead: () => undefined });
    expect(open).toThrow(/no host/);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a private network', ['10.1.2.3']],
    ['one of its own', ['169.254.169.254']],
    ['public and private', [publicOne, '192.168.0.1']],
    ['IPv6 loopback', ['::1']],
    ['IPv4 in IPv6', ['::ffff:127.0.0.1']],
  ])('refuses a name that leads to %s', async (_where, addresses) => {
    await using net = await openNet(html, { names: { 'arxiv.org': addresses } });
    await expect(net.read('https://arxiv.org/')).rejects.toMatchObject({ code: 'refused' });
    expect(net.connected).toEqual([]);
  });

  it('looks at every redirect anew', async () => {
    const to: Record<string, string> = {
      '/a': '/b',
      '/b': 'https://docs.readthedocs.io/c',
      '/out': 'https://evil.example/',
      '/plain': 'http://arxiv.org/b',
      '/inside': 'https://inside.readthedocs.io/',
      '/round': '/round',
    };
    const answer: RequestListener = (req, res) => {
      const location = to[req.url ?? ''];
      if (location === undefined) return html(req, res);
      res.writeHead(302, { location }).end();
    };
    const names = { 'inside.readthedocs.io': ['10.0.0.1'] };
    await using net = await openNet(answer, { names });
    expect((await net.read('https://arxiv.org/a')).url).toBe('https://docs.readthedocs.io/c');
    for (const path of ['/out', '/plain', '/inside']) {
      const refused = expect(net.read(`https://arxiv.org${path}`)).rejects;
      await refused.toMatchObject({ code: 'refused' });
    }
    const round = expect(net.read('https://arxiv.org/round')).rejects;
    await round.toMatchObject({ code: 'unavailable' });
    expect(net.connected.some((one) => one.includes('evil') || one.includes('inside'))).toBe(false);
  });
});

describe('what it reads', () => {
  it.each<[string, number, Readonly<Record<string, string>>, string | Buffer, string]>([
    ['a PDF', 200, { 'content-type': 'application/pdf' }, '%PDF', 'refused'],
    ['an image', 200, { 'content-type': 'image/png' }, 'x', 'refused'],
    ['no type', 200, {}, 'x', 'refused'],
    ['a long page', 200, { 'content-type': 'text/plain' }, 'x'.repeat(maxPageBytes + 1), 'refused'],
    [
      'a page that grows when it is unpacked',
      200,
      { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      gzipSync('x'.repeat(maxPageBytes + 1)),
      'refused',
    ],
    ['a missing page', 404, { 'content-type': 'text/html' }, page, 'not-found'],
    ['an error', 500, { 'content-type': 'text/html' }, page, 'unavailable'],
  ])('gives no text of %s', async (_what, status, headers, body, code) => {
    await using net = await openNet((_req, res) => void res.writeHead(status, headers).end(body));
    await expect(net.read('https://arxiv.org/')).rejects.toMatchObject({ code });
    expect(net.reads).toHaveLength(1);
  });

  it('unpacks, decodes by the charset, and survives one that is none', async () => {
    const bodies: Readonly<Record<string, readonly [string, Buffer]>> = {
      '/1': ['text/plain; charset=iso-8859-1', Buffer.from('\xe4', 'latin1')],
      '/2': ['text/plain; charset=no-such', Buffer.from('ä')],
      '/3': ['text/html', gzipSync('<p>ä</p>')],
    };
    await using net = await openNet((req, res) => {
      const [type = '', body] = bodies[req.url ?? ''] ?? [];
      const packed = req.url === '/3' ? { 'content-encoding': 'gzip' } : {};
      res.writeHead(200, { 'content-type': type, ...packed }).end(body);
    });
    for (const path of Object.keys(bodies)) {
      expect((await net.read(`https://arxiv.org${path}`)).text).toBe('ä');
    }
  });

  it('a host that breaks off is unavailable', async () => {
    await using net = await openNet((_req, res) => void res.destroy());
    await expect(net.read('https://arxiv.org/')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('waits so long and no longer, and not at all for whoever goes away', async () => {
    let late = (): void => undefined;
    const clock: Clock = {
      ...realClock,
      after: (_ms, run) => {
        late = run;
        return { [Symbol.dispose]: () => undefined };
      },
    };
    let asked = 0;
    const abort = new AbortController();
    await using net = await openNet(
      () => {
        if (asked++ === 0) late();
        else abort.abort();
      },
      { clock },
    );
    await expect(net.read('https://arxiv.org/')).rejects.toMatchObject({ code: 'timeout' });
    const gone = expect(net.read('https://arxiv.org/', abort.signal)).rejects;
    await gone.toMatchObject({ code: 'cancelled' });
    expect(net.reads.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('reads six pages a minute', async () => {
    let nowMs = 0;
    await using net = await openNet(html, { clock: { ...realClock, nowMs: () => nowMs } });
    const read = (): Promise<string> =>
      net.read('https://arxiv.org/').then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
    const got: string[] = [];
    for (let i = 0; i < 8; i++) got.push(await read());
    expect(got).toEqual([...Array.from({ length: 6 }, () => 'read'), 'busy', 'busy']);
    nowMs += 10_000;
    expect([await read(), await read()]).toEqual(['read', 'busy']);
    expect(net.reads).toHaveLength(7);
  });

  it.each([
    ['8.8.8.8', true],
    ['172.32.0.1', true],
    ['2606:2800:220:1::1', true],
    ['172.31.255.255', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['224.0.0.1', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['2002:7f00:1::', false],
    ['64:ff9b::7f00:1', false],
    ['2001:0:1::', false],
    ['::', false],
    ['example.org', false],
  ])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));
});
