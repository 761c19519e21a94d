/** One call from outside: its name and arguments are parsed here with the contract's schemas, then the core trusts. */
import type { Caller } from '../../base/api/caller.ts';
import type { CommandName, CoreApi } from '../../base/api/contract.ts';
import { commands } from '../../base/api/contract.ts';
import { BenchError } from '../../base/model/errors.ts';

/** The three first complaints of a schema, in one line. */
export function complaints(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => {
      const at = issue.path.map(String).join('.');
      return at === '' ? issue.message : `${at}: ${issue.message}`;
    })
    .join('; ')
    .slice(0, 500);
}

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/** Throws `not-found` for an unknown name and `bad-input` for arguments that do not fit; nothing changed then. */
export async function answerCall(
  api: CoreApi,
  name: string,
  args: unknown,
  signal: AbortSignal,
  caller?: Caller,
): Promise<unknown> {
  if (!isCommand(name)) {
    throw new BenchError('not-found', `there is no command ${JSON.stringify(name.slice(0, 40))}`);
  }
  const parsed = commands[name].args.safeParse(args ?? {});
  if (!parsed.success) throw new BenchError('bad-input', `${name}: ${complaints(parsed.error)}`);
  return api.call(name, parsed.data as never, signal, caller);
}
