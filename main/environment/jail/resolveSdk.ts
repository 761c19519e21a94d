/**
 * Preloaded into every task program on Node: lets it import `nightbench/sdk/<file>.ts` wherever the program itself
 * lies, by mapping those names, and no others, to the SDK folder beside this one.
 */
import { registerHooks } from 'node:module';

const prefix = 'nightbench/sdk/';
const sdk = new URL('../sdk/', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith(prefix)) return next(specifier, context);
    const file = new URL(specifier.slice(prefix.length), sdk);
    if (!file.href.startsWith(sdk.href)) throw new Error(`${specifier} is not in the SDK`);
    return next(file.href, context);
  },
});
