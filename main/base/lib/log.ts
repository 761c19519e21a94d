/** Structured log lines, one JSON object a line. Children write to stderr; the core also to DATA/logs. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** A log whose lines carry `scope`. */
  scoped(scope: string): Log;
}

/** `write` gets one line without its newline; `wallTime` comes from the clock port. */
export function createLog(
  write: (line: string) => void,
  wallTime: () => string,
  scope = 'core',
): Log {
  return {
    log: (level, message, fields = {}) => {
      write(JSON.stringify({ wallTime: wallTime(), level, scope, message, ...fields }));
    },
    scoped: (name) => createLog(write, wallTime, `${scope}/${name}`),
  };
}

export const silentLog: Log = { log: () => undefined, scoped: () => silentLog };
