/**
 * The few globals that Node and browsers share and the neutral files may use. Seen by tsconfig.neutral.json only,
 * where neither Node's nor the browser's types are loaded, so that a wrong global does not compile there.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  decode(bytes: Uint8Array, options?: { stream?: boolean }): string;
}

declare const performance: { now(): number };

/** Only the clock may call these; the tidy test keeps it so. */
declare function setTimeout(run: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare function setInterval(run: () => void, ms: number): unknown;
declare function clearInterval(timer: unknown): void;
