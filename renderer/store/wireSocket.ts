/** What the connection needs of a WebSocket; tests hand in one without a network. */

export interface WireSocket {
  send(text: string): void;
  close(): void;
}

export interface WireSocketEvents {
  opened(): void;
  text(message: string): void;
  binary(bytes: Uint8Array): void;
  /** Once, whatever the reason. */
  closed(): void;
}

export type OpenSocket = (events: WireSocketEvents) => WireSocket;
