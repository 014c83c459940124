import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { Rule } from '#shared/service/rate-limit.server.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Database, Transaction } from '../models/schema.ts';
import type { Seal } from '../seal.ts';
import type { Custody, ReadTokens } from '../signer.server.ts';
import type { TermsBook } from './terms-book.ts';
import type { OrderWatch } from './watch.ts';

/**
 * Asks a phone for its PIN: reserves the treasury's USDC, moves the held order to `pending` and leaves a push for the
 * rail's worker. Throws PUSH_OPEN, TOO_MANY_TRIES, TIER_SOLD_OUT, or TREASURY_SHORT (then nothing has changed).
 */
export type QueuePush = (tx: Transaction, order: OrderRow, phone: string, now: Date) => Promise<OrderRow>;

export type OrderDeps = {
	db: Database;
	clock: Clock;
	seal: Seal;
	custody: Custody;
	readTokens: ReadTokens;
	watch: OrderWatch;
	/** Terms that do not change are read once. */
	terms: Pick<TermsBook, 'of'>;
	/** Shillings for a dollar, as the operator has set it. */
	rate: KesRate;
	holdMilliseconds: number;
	/** New orders of one address (IP). Generous: a mobile network puts thousands of people behind one. */
	ordersPerAddress: Rule;
	/** Null where there is no fiat rail. */
	queuePush: QueuePush | null;
	/** Throws STARTING while this process has not reached the network; left out, it has. */
	assertStarted?: () => void;
};

export function railOf({ queuePush, assertStarted }: OrderDeps): QueuePush {
	assertStarted?.();
	if (queuePush) return queuePush;
	throw new PassaError('METHOD_UNAVAILABLE', 'M-Pesa is not available here: pay with a wallet.', {
		status: 503,
	});
}

export const nowOf = ({ clock }: { clock: Clock }): Date => new Date(clock.now());
