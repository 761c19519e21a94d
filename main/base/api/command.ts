/** How a command of the contract is written: a schema for its arguments, and the type of its result. */
import type { z } from 'zod';

/** Name → [arguments, result type]. `command<T>(schema)` only carries the type. */
export const command = <T>() => {
  return <S extends z.ZodType>(args: S): { readonly args: S; readonly result: T } =>
    ({ args }) as { readonly args: S; readonly result: T };
};
