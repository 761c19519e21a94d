/**
 * An HTTP server with the bounds of the house: heads, times, connections. It answers plain requests for a path and nothing
 * else: no proxy requests, no tunnels, no other protocol.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { limits } from './limits.ts';
import { refusalOf, sendRefusal } from './sendRefusal.ts';

export type Answer = (req: IncomingMessage, res: ServerResponse) => void;

export function createBoundedServer(answer: Answer): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.sweepMs,
      noDelay: true,
    },
    (req, res) => {
      req.on('error', () => undefined);
      res.on('error', () => undefined);
      if (req.url?.startsWith('/') !== true) {
        return sendRefusal(res, null, refusalOf(400, 'this is no proxy: ask for a path'));
      }
      answer(req, res);
    },
  );
  server.maxConnections = limits.connections;
  server.on('connect', (_req, socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return socket.destroy();
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  return server;
}

/** Resolves when it listens, rejects when it cannot. */
export async function listen(server: Server, where: { path: string } | { port: number }) {
  const listening = once(server, 'listening');
  server.listen('path' in where ? where : { ...where, host: '127.0.0.1' });
  await listening;
}

/** Open connections end with it. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
