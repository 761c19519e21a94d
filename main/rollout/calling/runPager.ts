/** One run of the lab's pager: what it is handed, how long it may take, and its end in words. Knows no alert's meaning. */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { type CallPayload, type CallResult, callLimitMs } from '../../base/model/call.ts';
import type { Exec } from '../../environment/jail/runtimeMounts.ts';

export interface PagerPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what it started, with all that it started itself. */
  readonly exec: Exec;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Of our own environment: what a program of this user's desktop needs, and no key of ours. */
const kept = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
];
const mostOutput = 2000;
const mostWords = 200;

function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return line
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, mostWords);
}

/** Never rejects. */
export async function runPager(
  { clock, log, exec, env }: PagerPorts,
  [file = '', ...args]: readonly string[],
  payload: CallPayload,
  signal: AbortSignal,
): Promise<CallResult> {
  const told = JSON.stringify(payload);
  const own = kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const beganMs = clock.nowMs();
  const end = await exec(file, args, {
    env: { ...(Object.fromEntries(own) as Record<string, string>), NIGHTBENCH_ALERT: told },
    cwd: '/',
    input: `${told}\n`,
    timeoutMs: callLimitMs,
    signal,
  });
  const seconds = Math.round(clock.nowMs() - beganMs) / 1000;
  const ok = end.code === 0;
  const said = firstLine(end.stderr) || firstLine(end.stdout);
  const failed: Readonly<Record<string, string>> = {
    late: `it said nothing for ${callLimitMs / 1000} s and was ended`,
    'not-started': `it could not be started: ${said}`,
  };
  const ended = `it ended with code ${end.code}${said === '' ? '' : `: ${said}`}`;
  const words = ok ? 'it ended well' : (failed[end.problem ?? ''] ?? ended);
  log.log(ok ? 'info' : 'warn', 'the pager ran', {
    ...{ key: payload.key, code: end.code, seconds, problem: end.problem ?? null },
    ...{ stdout: end.stdout.slice(0, mostOutput), stderr: end.stderr.slice(0, mostOutput) },
  });
  return { ok, words, wallTime: clock.wallTime(), seconds };
}
