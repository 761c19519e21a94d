/** What one agent may ask of the gateway, and an upstream of its patience: every bound in one place. */
export const limits = {
  requestBytes: 32 * 1024 * 1024,
  /** Bodies that a line holds at one time, because they may have to be sent again. */
  lineBodyBytes: 96 * 1024 * 1024,
  lineExchanges: 64,
  gatewayExchanges: 256,
  connections: 512,
  headerBytes: 32 * 1024,
  /** A request must be there this soon after its connection or its first byte. */
  headersMs: 20_000,
  requestMs: 120_000,
  keepAliveMs: 75_000,
  connectMs: 15_000,
  /** Models think before they say a word. */
  firstByteMs: 600_000,
  upstreamSilentMs: 300_000,
  /** A client that does not take what is there for it. */
  clientStalledMs: 120_000,
  exchangeMs: 3_600_000,
  answerBytes: 512 * 1024 * 1024,
  /** Answers that are read before they go on: refusals of an upstream. */
  refusalBytes: 256 * 1024,
  /** Waiting for an upstream that says "later" or is not reached, all in all. */
  holdMs: 240_000,
  backoffFirstMs: 1000,
  backoffMostMs: 30_000,
  sweepMs: 5000,
  /** Lines of log that one agent can cause by refused requests. */
  complaints: 50,
} as const;
