/**
 * Flags of Node for each process of ours. Small young generations are collected more often: after its start, which leaves much
 * garbage, an indexer takes half the memory. `npm run bench:localnet` and `bench:live-clients` measure processes with them.
 */
export const processFlags: readonly string[] = ['--max-semi-space-size=4'];
