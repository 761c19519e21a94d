/**
 * The board process: `base/wire/board.ts` on stdin and stdout. It computes and does nothing else; calls are answered in
 * their order, and it ends when its stdin does.
 */
import { encodeFrame } from '../base/host/frames.ts';
import { hearParent } from '../base/host/hearParent.ts';
import { never } from '../base/lib/assert.ts';
import { boardHome } from '../base/model/charucoBoard.ts';
import { toBenchError } from '../base/model/errors.ts';
import type { FromBoard, ToBoard } from '../base/wire/board.ts';
import { openBoardVision } from '../bench/board/boardVision.ts';
import { readGrey } from '../bench/board/readGrey.ts';

const vision = openBoardVision();

async function handle(message: ToBoard, jpeg: Uint8Array): Promise<FromBoard | null> {
  const { detect, solve, project } = await vision;
  switch (message.type) {
    case 'detect':
      return { type: 'detected', call: message.call, view: detect(await readGrey(jpeg)) };
    case 'solve': {
      const { call, views, home, camera } = message;
      return { type: 'solved', call, solved: solve(views, home, boardHome, camera) };
    }
    case 'project': {
      const cornersPx = project(message.view, message.solved);
      return { type: 'projected', call: message.call, cornersPx };
    }
    case 'close':
      process.exit(0);
      return null;
    default:
      return never(message);
  }
}

async function answer(message: ToBoard, jpeg: Uint8Array): Promise<void> {
  try {
    const said = await handle(message, jpeg);
    if (said !== null) process.stdout.write(encodeFrame(said));
  } catch (thrown) {
    const call = 'call' in message ? message.call : 0;
    const said: FromBoard = { type: 'failed', call, error: toBenchError(thrown).toData() };
    process.stdout.write(encodeFrame(said));
  }
}

let inOrder: Promise<void> = Promise.resolve();
hearParent({
  hear: ({ header, blobs }) => {
    const jpeg = blobs[0] ?? new Uint8Array();
    inOrder = inOrder.then(() => answer(header as unknown as ToBoard, jpeg));
  },
  fail: () => process.exit(1),
  end: () => process.exit(0),
});
