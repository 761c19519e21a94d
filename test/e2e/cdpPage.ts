/**
 * A page of a running Chromium or Electron, spoken to over its debugging port as it is: no driver in between that would
 * give the page what it does not have. Needs `--remote-debugging-port=0`; the port is in the profile folder.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { must } from '../../main/base/lib/assert.ts';

interface Target {
  readonly type: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

export interface CdpPage extends Disposable {
  /** The value of an expression, promises awaited; as if a person had just clicked. Throws what it throws. */
  read<T>(expression: string): Promise<T>;
  send(method: string, params?: object): Promise<unknown>;
}

/** Pages that are open now; none while the program is still starting. */
export async function pagesOf(profileDir: string): Promise<readonly Target[]> {
  try {
    const port = Number(
      readFileSync(join(profileDir, 'DevToolsActivePort'), 'utf8').split('\n')[0],
    );
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
    return ((await answer.json()) as Target[]).filter(({ type }) => type === 'page');
  } catch {
    return [];
  }
}

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string };
  };
}

export async function openCdpPage(target: Target): Promise<CdpPage> {
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let nextId = 1;
  socket.on('message', (data) => {
    const answer = JSON.parse(data.toString()) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.resolve(answer);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const call of waiting.values()) call.reject(new Error('the page is gone'));
  });
  const send = async (method: string, params: object = {}): Promise<Answer> => {
    const id = nextId++;
    const call = Promise.withResolvers<Answer>();
    waiting.set(id, call);
    socket.send(JSON.stringify({ id, method, params }));
    const answer = await call.promise;
    if (answer.error !== undefined) throw new Error(answer.error.message);
    return answer;
  };
  return {
    send,
    async read<T>(expression: string): Promise<T> {
      const { result } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
        allowUnsafeEvalBlockedByCSP: false,
      });
      if (result?.exceptionDetails !== undefined) throw new Error(result.exceptionDetails.text);
      return must(result?.result).value as T;
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}
