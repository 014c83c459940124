const bits = Array.from({ length: 32 }, (_, i) => i);

/** The indexes of a mask's bits, ascending: bit i stands for the order's ticket i, or the event's payee i. */
export const indexesOf = (mask: number): number[] => bits.filter((i) => (mask >>> i) & 1);

/** The mask of indexes from 0 to 30. */
export const maskOf = (indexes: readonly number[]): number => indexes.reduce((mask, i) => mask | (1 << i), 0);
