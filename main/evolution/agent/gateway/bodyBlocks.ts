/**
 * A body in blocks of one size: as it came in, however small its pieces were, so that neither holding, looking at nor
 * sending it ever needs a step as long as the whole. Blocks are not changed once they are done.
 */

export type Blocks = readonly Buffer[];

/** What is looked at or written in one go. */
export const blockBytes = 32 << 10;

export const bytesOf = (blocks: Blocks): number =>
  blocks.reduce((sum, block) => sum + block.length, 0);

export interface BlockWriter {
  add(piece: Buffer): void;
  /** All blocks; nothing is added afterwards. */
  done(): Blocks;
}

export function createBlockWriter(): BlockWriter {
  const blocks: Buffer[] = [];
  let open = Buffer.alloc(0);
  let filled = 0;
  return {
    add: (piece) => {
      for (let at = 0; at < piece.length; ) {
        if (filled === open.length) {
          // The first is as large as what comes first: most bodies are small and come at once.
          const size = open.length === 0 ? Math.min(blockBytes, piece.length - at) : blockBytes;
          open = Buffer.alloc(size);
          blocks.push(open);
          filled = 0;
        }
        const copied = piece.copy(open, filled, at);
        filled += copied;
        at += copied;
      }
    },
    done: () => {
      const last = blocks.pop();
      if (last !== undefined) blocks.push(last.subarray(0, filled));
      return blocks;
    },
  };
}

/** The same bytes with those from `start` to `end` replaced. */
export function spliced(blocks: Blocks, start: number, end: number, insert: Buffer): Blocks {
  const before: Buffer[] = [];
  const after: Buffer[] = [];
  let at = 0;
  for (const block of blocks) {
    const [from, to] = [start - at, end - at];
    if (from > 0) before.push(block.subarray(0, from));
    if (to < block.length) after.push(block.subarray(Math.max(0, to)));
    at += block.length;
  }
  return [...before, insert, ...after];
}
