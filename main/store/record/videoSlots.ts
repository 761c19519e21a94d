/**
 * How many times a captured frame is put into a video of constant rate, so that the film runs on the bench's clock:
 * a late frame fills the gap before it with the picture before it, a frame in an occupied slot is left out.
 */

export interface SlotPlan {
  /** Repeats of the frame before this one. */
  readonly repeats: number;
  /** Whether this frame is shown. */
  readonly shown: boolean;
  /** The last slot that is filled afterwards. */
  readonly slot: number;
}

/** A camera that was away for longer than this gets no more still pictures. */
const longestGapS = 10;

/** `slot` is −1 and `firstMs` this frame's time before the first frame. */
export function planSlots(
  slot: number,
  firstMs: number,
  capturedAtMs: number,
  rateHz: number,
): SlotPlan {
  const wanted = Math.round(((capturedAtMs - firstMs) * rateHz) / 1000);
  if (wanted <= slot) return { repeats: 0, shown: false, slot };
  const gap = wanted - slot - 1;
  return { repeats: Math.min(gap, longestGapS * rateHz), shown: true, slot: wanted };
}
