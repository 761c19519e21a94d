/**
 * Recorded pictures on their way to the screen: the newest wish of each camera wins, what comes next is fetched ahead
 * and the very next of it decoded, so that a slow decoder costs no pictures. A bounded number is kept as the bytes that
 * came; every decoded one is released. What is painted is a whole picture of a place that was wished for. Knows neither
 * HTTP nor canvas.
 */

export interface PicturePorts<Picture> {
  /** The exact bytes of a camera's n-th picture. */
  load(role: string, n: number): Promise<Blob>;
  decode(bytes: Blob): Promise<Picture>;
  paint(role: string, n: number, picture: Picture): void;
  /** It was painted, or is not wanted any more. */
  release(picture: Picture): void;
  /** It cannot be shown, and why. */
  failed(role: string, n: number, why: unknown): void;
}

export interface PicturePump extends Disposable {
  /** Shows a camera's n-th picture soon (−1: none); `ahead` are the places that will probably come next, nearest first. */
  show(role: string, n: number, ahead: readonly number[]): void;
}

export const picturesKept = 400;
const fetchesAtOnce = 6;
const decodedAhead = 3;

interface Camera<Picture> {
  wanted: number;
  /** The place that is on its way to the screen: painted even when it was passed meanwhile, or nothing ever would be. */
  working: number | null;
  ahead: readonly number[];
  /** By place: the wished one and the very next. */
  readonly decoded: Map<number, Promise<Picture>>;
}

export function createPicturePump<Picture>(ports: PicturePorts<Picture>): PicturePump {
  const cameras = new Map<string, Camera<Picture>>();
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
        goAhead();
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
    const far = Math.max(0, ...[...cameras.values()].map(({ ahead }) => ahead.length));
    for (let step = 0; step < far; step++)
      for (const [role, { ahead }] of cameras) {
        const n = ahead[step];
        if (n === undefined || kept.has(`${role}/${n}`)) continue;
        if (fetching >= fetchesAtOnce) return;
        void bytesOf(role, n).catch(() => undefined); // said when it is wished for
      }
  };
  const pictureOf = (role: string, camera: Camera<Picture>, n: number): Promise<Picture> => {
    const picture = camera.decoded.get(n) ?? bytesOf(role, n).then(ports.decode);
    camera.decoded.set(n, picture);
    return picture;
  };
  const dropUnwanted = (camera: Camera<Picture>, wanted: readonly number[]): void => {
    for (const [n, picture] of camera.decoded) {
      if (wanted.includes(n)) continue;
      camera.decoded.delete(n);
      picture.then(ports.release, () => undefined); // said when it was wished for
    }
  };
  const decodeAhead = (role: string, camera: Camera<Picture>): void => {
    const next = camera.ahead.slice(0, decodedAhead);
    dropUnwanted(camera, [camera.wanted, camera.working ?? camera.wanted, ...next]);
    for (const n of next)
      if (kept.has(`${role}/${n}`)) void pictureOf(role, camera, n).catch(() => undefined);
  };
  const goAhead = (): void => {
    if (disposed) return;
    fetchAhead();
    for (const [role, camera] of cameras) decodeAhead(role, camera);
  };
  const work = async (role: string, camera: Camera<Picture>): Promise<void> => {
    if (camera.working !== null) return;
    for (let shown = -1; camera.wanted !== shown && !disposed; ) {
      const n = camera.wanted;
      shown = n;
      if (n < 0) continue;
      camera.working = n;
      try {
        const picture = await pictureOf(role, camera, n);
        if (disposed) return; // released there
        camera.decoded.delete(n);
        ports.paint(role, n, picture);
        ports.release(picture);
      } catch (thrown) {
        camera.decoded.delete(n);
        if (!disposed) ports.failed(role, n, thrown);
      }
    }
    camera.working = null;
  };
  return {
    show(role, n, ahead) {
      if (disposed) return;
      const camera: Camera<Picture> = cameras.get(role) ?? {
        wanted: -1,
        working: null,
        ahead,
        decoded: new Map(),
      };
      cameras.set(role, camera);
      const same = camera.wanted === n;
      camera.wanted = n;
      camera.ahead = ahead;
      if (!same) void work(role, camera);
      goAhead();
    },
    [Symbol.dispose]() {
      disposed = true;
      for (const camera of cameras.values()) dropUnwanted(camera, []);
      kept.clear();
      cameras.clear();
    },
  };
}
