/** The browser's WebSocket as the connection wants it: the page's own origin, the page's own cookie. */
import type { OpenSocket } from './wireSocket.ts';

/** The browser's own socket at this page's origin. */
export function browserSocket(path: string): OpenSocket {
  return (events) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}${path}`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => events.opened();
    socket.onclose = () => events.closed();
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === 'string') events.text(event.data);
      else events.binary(new Uint8Array(event.data));
    };
    return { send: (text) => socket.send(text), close: () => socket.close() };
  };
}
