/**
 * Recorded pictures on their way to the screen: the newest wish of each camera wins, what comes next is fetched ahead,
 * and a bounded number of pictures is kept as the bytes that came. What is painted is always a whole picture of the
 * place that was wished for. Knows neither HTTP nor canvas.
 */

export interface PicturePorts<Picture> {
  /** The exact bytes of a camera's n-th picture. */
  load(role: string, n: number): Promise<Blob>;
  decode(bytes: Blob): Promise<Picture>;
  paint(role: string, n: number, picture: Picture): void;
  /** It cannot be shown, and why. */
  failed(role: string, n: number, why: unknown): void;
}

export interface PicturePump extends Disposable {
  /** Shows a camera's n-th picture soon (−1: none); `ahead` are the places that will probably come next, nearest first. */
  show(role: string, n: number, ahead: readonly number[]): void;
}

export const picturesKept = 400;
const fetchesAtOnce = 6;

interface Camera {
  wanted: number;
  busy: boolean;
  ahead: readonly number[];
}

export function createPicturePump<Picture>(ports: PicturePorts<Picture>): PicturePump {
  const cameras = new Map<string, Camera>();
  /** By camera and place; the one used last is last. */
  const kept = new Map<string, Promise<Blob>>();
  let fetching = 0;
  let disposed = false;

  const bytesOf = (role: string, n: number): Promise<Blob> => {
    const key = `${role}/${n}`;
    const known = kept.get(key);
    if (known === undefined) fetching++;
    const bytes =
      known ??
      ports.load(role, n).finally(() => {
        fetching--;
        fetchAhead();
      });
    kept.delete(key);
    kept.set(key, bytes);
    for (const oldest of kept.keys()) {
      if (kept.size <= picturesKept) break;
      kept.delete(oldest);
    }
    if (known === undefined) bytes.catch(() => kept.delete(key));
    return bytes;
  };
  const fetchAhead = (): void => {
    if (disposed) return;
    const far = Math.max(0, ...[...cameras.values()].map(({ ahead }) => ahead.length));
    for (let step = 0; step < far; step++)
      for (const [role, { ahead }] of cameras) {
        const n = ahead[step];
        if (n === undefined || kept.has(`${role}/${n}`)) continue;
        if (fetching >= fetchesAtOnce) return;
        void bytesOf(role, n).catch(() => undefined); // said when it is wished for
      }
  };
  const work = async (role: string, camera: Camera): Promise<void> => {
    if (camera.busy) return;
    camera.busy = true;
    for (let shown = -1; camera.wanted !== shown && !disposed; ) {
      const n = camera.wanted;
      shown = n;
      if (n < 0) continue;
      try {
        const picture = await ports.decode(await bytesOf(role, n));
        if (!disposed) ports.paint(role, n, picture);
      } catch (thrown) {
        if (!disposed) ports.failed(role, n, thrown);
      }
    }
    camera.busy = false;
  };
  return {
    show(role, n, ahead) {
      if (disposed) return;
      const camera = cameras.get(role) ?? { wanted: -1, busy: false, ahead };
      cameras.set(role, camera);
      const same = camera.wanted === n;
      camera.wanted = n;
      camera.ahead = ahead;
      if (!same) void work(role, camera);
      fetchAhead();
    },
    [Symbol.dispose]() {
      disposed = true;
      kept.clear();
      cameras.clear();
    },
  };
}
