import { type KesCents, kesCents } from './money.ts';

/** Safaricom's limit for one M-Pesa payment. The rail states it, and the editor of drafts warns of it. */
export const mostByMpesa: KesCents = kesCents(25_000_000n);

/** How many tickets of a face price one M-Pesa payment can buy. */
export const ticketsByMpesa = (face: KesCents): number => Number(mostByMpesa / face);
