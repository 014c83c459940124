import { xdr } from '@stellar/stellar-sdk';
import { allEvents } from '#shared/chain/rpc.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import type { TicketRefundRow } from '../models/ticket-refunds.ts';
import type { VoidedTickets } from '../payments/void-tickets.ts';

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');
/** The first one names its payer, too. */
const topics = ['refunded', 'reversed'].map((name) => [symbol('passa'), symbol(name), '**']);

/**
 * What the event paid for tickets that are void, according to its own events: by our call, or by anybody's after a cancel.
 * `price` is one ticket's, in stroops. Throws RPC_ERROR if the RPC shows no event of one of them.
 */
export async function findVoided(
	rpcUrl: string,
	{ event, chainOrder }: Pick<TicketRefundRow, 'event' | 'chainOrder'>,
	{ mask, price, since }: { mask: number; price: bigint; since: number },
	version: EventVersion,
): Promise<VoidedTickets> {
	const filters = [{ type: 'contract' as const, contractIds: [event], topics }];
	const { events } = await allEvents(rpcUrl, filters, since);
	const found = { mask: 0, paid: 0n, face: 0n, delivered: true, txHash: '', ledger: 0 };
	for (const raw of events) {
		if (!raw.inSuccessfulContractCall) continue;
		const { name, payload } = version.decodeEvent(raw, event);
		if ((name !== 'refunded' && name !== 'reversed') || payload.order !== chainOrder) continue;
		const own = BigInt(indexesOf(payload.mask & mask).length);
		if (own === 0n) continue;
		found.mask |= payload.mask & mask;
		found.paid += (payload.paid * own) / BigInt(indexesOf(payload.mask).length);
		found.face += price * own;
		found.delivered &&= payload.delivered;
		Object.assign(found, { txHash: raw.txHash, ledger: raw.ledger });
	}
	if (found.mask !== mask)
		throw new PassaError(
			'RPC_ERROR',
			`the RPC shows void tickets of order ${chainOrder}, but not who got what`,
		);
	return found;
}
