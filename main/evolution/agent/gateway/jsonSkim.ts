/**
 * Picks a few values out of JSON as its bytes go by: of a body of any size only what was asked for is kept, bounded, so
 * that an endless line costs nothing. It is not a validator: what is no JSON yields no values, never an error. Containers
 * that hold nothing asked for are counted through, however deep.
 */
import { createKeptToken } from './keptToken.ts';

/** Where a value is: names of members, `*` for each element of a list. */
export type JsonPath = readonly string[];

export interface Picked {
  /** Index of the path among those asked for. */
  readonly path: number;
  /** Undefined: longer than what is kept. */
  readonly value: unknown;
  /** How long its text was. */
  readonly bytes: number;
  /** Offsets of its text in what was fed since `restart`. */
  readonly start: number;
  readonly end: number;
}

export interface JsonSkim {
  feed(chunk: Buffer): void;
  /** Forgets the document and begins another. */
  restart(): void;
  /** The document is an object or a list, and it was closed. */
  readonly complete: boolean;
  /** Offset of its first brace; -1 before. */
  readonly opened: number;
}

interface PathNode {
  readonly children: Map<string, PathNode>;
  leaf: number;
}

interface Frame {
  readonly node: PathNode;
  readonly list: boolean;
}

const maxKeyBytes = 256;
const quote = 0x22;
const backslash = 0x5c;

function pathTree(paths: readonly JsonPath[]): PathNode {
  const root: PathNode = { children: new Map(), leaf: -1 };
  for (const [index, path] of paths.entries()) {
    let node = root;
    for (const name of path) {
      const next = node.children.get(name) ?? { children: new Map(), leaf: -1 };
      node.children.set(name, next);
      node = next;
    }
    node.leaf = index;
  }
  return root;
}

/** Where a byte stands next in a chunk, its length when nowhere: looked for once, however often it is asked. */
function createNext(byte: number) {
  let found = -1;
  return {
    restart() {
      found = -1;
    },
    from(chunk: Buffer, at: number): number {
      if (found >= at) return found;
      const next = chunk.indexOf(byte, at);
      found = next === -1 ? chunk.length : next;
      return found;
    },
  };
}

const isSpace = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;

class Skim implements JsonSkim {
  readonly #root: PathNode;
  readonly #onValue: (picked: Picked) => void;
  readonly #key = createKeptToken(maxKeyBytes);
  readonly #leaf: ReturnType<typeof createKeptToken>;
  #frames: Frame[] = [];
  #state: 'start' | 'key' | 'colon' | 'value' | 'after' | 'in value' | 'done' | 'broken' = 'start';
  /** What the value that comes next is; null: nothing asked for. */
  #next: PathNode | null = null;
  /** Of the value being passed: open containers, whether it is a scalar, its leaf or -1. */
  #depth = 0;
  #scalar = false;
  #leafIndex = -1;
  #leafStart = 0;
  #string: 'none' | 'key' | 'value' = 'none';
  #escaped = false;
  #offset = 0;
  readonly #nextQuote = createNext(quote);
  readonly #nextSlash = createNext(backslash);
  opened = -1;

  constructor(
    paths: readonly JsonPath[],
    maxValueBytes: number,
    onValue: (picked: Picked) => void,
  ) {
    this.#root = pathTree(paths);
    this.#leaf = createKeptToken(maxValueBytes);
    this.#onValue = onValue;
  }

  get complete(): boolean {
    return this.#state === 'done';
  }

  restart(): void {
    this.#frames = [];
    this.#state = 'start';
    this.#string = 'none';
    this.#escaped = false;
    this.#offset = 0;
    this.#leafIndex = -1;
    this.opened = -1;
  }

  feed(chunk: Buffer): void {
    let at = 0;
    this.#nextQuote.restart();
    this.#nextSlash.restart();
    while (at < chunk.length && this.#state !== 'broken') {
      if (this.#string !== 'none') at = this.#passString(chunk, at);
      else if (this.#state === 'in value') at = this.#passValue(chunk, at);
      else at = this.#step(chunk, at);
    }
    this.#offset += chunk.length;
  }

  /** To the end of a string, or of the chunk. */
  #passString(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#escaped) {
        this.#escaped = false;
        at++;
        continue;
      }
      const close = this.#nextQuote.from(chunk, at);
      const slash = this.#nextSlash.from(chunk, at);
      if (slash < close) {
        this.#escaped = true;
        at = slash + 1;
        continue;
      }
      if (close === chunk.length) break;
      this.#keep(chunk, from, close + 1);
      this.#closeString(close + 1);
      return close + 1;
    }
    this.#keep(chunk, from, chunk.length);
    return chunk.length;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    if (this.#string === 'key') this.#key.add(chunk.subarray(from, to));
    else if (this.#leafIndex >= 0) this.#leaf.add(chunk.subarray(from, to));
  }

  #closeString(at: number): void {
    const key = this.#string === 'key';
    this.#string = 'none';
    if (key) {
      const name = this.#key.value();
      const top = this.#frames.at(-1);
      this.#next = (typeof name === 'string' ? top?.node.children.get(name) : undefined) ?? null;
      this.#state = 'colon';
    } else if (this.#depth === 0) this.#endValue(at);
  }

  /** Through a value of which nothing but its text can be wanted. */
  #passValue(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const c = chunk[at] as number;
      if (this.#scalar) {
        if (c !== 0x2c && c !== 0x5d && c !== 0x7d && !isSpace(c)) continue;
        this.#keepLeaf(chunk, from, at);
        this.#endValue(at);
        return at;
      }
      if (c === quote) {
        this.#keepLeaf(chunk, from, at + 1);
        this.#string = 'value';
        return at + 1;
      }
      if (c === 0x7b || c === 0x5b) this.#depth++;
      else if (c === 0x7d || c === 0x5d) {
        if (--this.#depth > 0) continue;
        this.#keepLeaf(chunk, from, at + 1);
        this.#endValue(at + 1);
        return at + 1;
      }
    }
    this.#keepLeaf(chunk, from, at);
    return at;
  }

  #keepLeaf(chunk: Buffer, from: number, to: number): void {
    if (this.#leafIndex >= 0) this.#leaf.add(chunk.subarray(from, to));
  }

  #endValue(at: number): void {
    this.#state = 'after';
    if (this.#leafIndex < 0) return;
    const path = this.#leafIndex;
    this.#leafIndex = -1;
    const { bytes } = this.#leaf;
    const [start, end] = [this.#leafStart, this.#offset + at];
    this.#onValue({ path, value: this.#leaf.value(), bytes, start, end });
  }

  /** One byte between values. */
  #step(chunk: Buffer, at: number): number {
    const c = chunk[at] as number;
    if (isSpace(c)) return at + 1;
    const open = c === 0x7b || c === 0x5b;
    switch (this.#state) {
      case 'start':
        if (!open) break;
        this.opened = this.#offset + at;
        this.#push({ node: this.#root, list: c === 0x5b });
        return at + 1;
      case 'key':
        if (c === 0x7d) return this.#pop(at);
        if (c !== quote) break;
        this.#string = 'key';
        this.#key.begin();
        this.#key.add(chunk.subarray(at, at + 1));
        return at + 1;
      case 'colon':
        if (c !== 0x3a) break;
        this.#state = 'value';
        return at + 1;
      case 'value':
        return c === 0x5d ? this.#pop(at) : this.#beginValue(chunk, at, c, open);
      case 'after':
        if (c === 0x7d || c === 0x5d) return this.#pop(at);
        if (c !== 0x2c) break;
        this.#expectMember();
        return at + 1;
    }
    this.#state = 'broken';
    return at;
  }

  #beginValue(chunk: Buffer, at: number, c: number, open: boolean): number {
    const node = this.#next;
    if (open && node !== null && node.children.size > 0) {
      this.#push({ node, list: c === 0x5b });
      return at + 1;
    }
    this.#state = 'in value';
    this.#depth = 0;
    this.#leafIndex = node?.leaf ?? -1;
    this.#leafStart = this.#offset + at;
    if (this.#leafIndex >= 0) this.#leaf.begin();
    this.#scalar = !open && c !== quote;
    if (c !== quote) return at;
    this.#keepLeaf(chunk, at, at + 1);
    this.#string = 'value';
    return at + 1;
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    this.#expectMember();
  }

  #expectMember(): void {
    const top = this.#frames.at(-1);
    this.#state = top?.list ? 'value' : 'key';
    if (top?.list) this.#next = top.node.children.get('*') ?? null;
  }

  #pop(at: number): number {
    this.#frames.pop();
    this.#state = this.#frames.length === 0 ? 'done' : 'after';
    return at + 1;
  }
}

/** Values come in the order of the document; one path may come more than once. `paths` must not lie within another. */
export function createJsonSkim(
  paths: readonly JsonPath[],
  maxValueBytes: number,
  onValue: (picked: Picked) => void,
): JsonSkim {
  return new Skim(paths, maxValueBytes, onValue);
}
