/**
 * Flags of Node for each process of ours. A small young generation is collected more often; and V8 by itself lets what nobody uses
 * any more grow to four times what is used, where twice is enough. So a process takes half the memory. `npm run
 * bench:indexer`, `bench:localnet` and `bench:live-clients` measure processes with them.
 */
export const processFlags: readonly string[] = ['--max-semi-space-size=4', '--heap-growing-percent=100'];
