import { z } from 'zod';
import { keptList } from './kept-list.ts';

/** Orders that `npm run buy` paid with M-Pesa from this folder, with the tokens that move them: so `npm run ticket` can. */
const orders = keptList('mpesa-orders.json', z.strictObject({ reference: z.string(), token: z.string() }));

export const keepOrder = orders.keep;

/** Null if this folder knows no token of the order. */
export const keptToken = (dataDir: string, reference: string): string | null =>
	orders.read(dataDir).find((each) => each.reference === reference)?.token ?? null;
