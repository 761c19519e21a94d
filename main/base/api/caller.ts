/** Who calls: one connection of the door, so that what one window holds another one cannot use. */
export interface Caller {
  readonly id: string;
  /** Aborted when the connection ended. */
  readonly gone: AbortSignal;
}
