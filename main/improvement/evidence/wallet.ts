/**
 * The error that a whole campaign may spend (docs/SCIENCE.md §5), however many duels and nights. It is never topped up.
 * Each duel's stake is taken out before its first trial, so that several may run at once; only a win puts it back. Knows
 * no duel.
 */

export interface Wallet {
  /** What is there: the chance of a false promotion that may still be staked. */
  readonly left: number;
  /** Of what is there, one duel stakes this share. */
  readonly share: number;
}

/** `share` 0.4; 0.25 for campaigns of three nights and more. */
export function createWallet(level = 0.05, share = 0.4): Wallet {
  return { left: level, share };
}

export function takeStake({ left, share }: Wallet): {
  readonly stake: number;
  readonly wallet: Wallet;
} {
  const stake = left * share;
  return { stake, wallet: { left: left - stake, share } };
}

/** After a duel that was won; of any other nothing comes back. */
export function returnStake({ left, share }: Wallet, stake: number): Wallet {
  return { left: left + stake, share };
}
