/** The live picture of one camera, painted from outside React for as long as it is shown. */
import { type ReactElement, useEffect, useRef } from 'react';
import { useDeck } from '../actions/deck.ts';

export function CameraCanvas({ role }: { readonly role: string }): ReactElement {
  const deck = useDeck();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    const painting = deck.showCamera(role, canvas.current);
    return () => painting[Symbol.dispose]();
  }, [deck, role]);
  return <canvas ref={canvas} width={320} height={240} aria-label={`${role} camera`} role="img" />;
}
