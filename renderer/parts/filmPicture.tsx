/** One small recorded picture, painted when the reel has it. Whoever shows it makes the reel ask for it. */
import { type ReactElement, useEffect, useRef } from 'react';
import type { PictureReel } from './useClipReel.ts';

export function FilmPicture(props: {
  readonly reel: PictureReel;
  readonly frame: string;
}): ReactElement {
  const { reel, frame } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const here = canvas.current;
    if (here === null) return;
    const draw = (): void => {
      const picture = here.dataset.frame === frame ? null : reel.small.peek(frame);
      if (picture === null) return;
      here.width = picture.widthPx;
      here.height = picture.heightPx;
      here.getContext('2d', { alpha: false })?.drawImage(picture.source, 0, 0);
      here.dataset.frame = frame;
      here.dataset.pending = 'false';
    };
    here.getContext('2d')?.clearRect(0, 0, here.width, here.height);
    delete here.dataset.frame;
    here.dataset.pending = 'true';
    draw();
    return reel.small.on((key) => {
      if (key === frame) draw();
    });
  }, [reel, frame]);
  return <canvas ref={canvas} width={4} height={3} />;
}
