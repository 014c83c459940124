/** An event that is not over. `stays`: the account's pages find it by its draft too, not only by the wallet. */
export type RunningEvent = { no: number; name: string; stays: boolean };
