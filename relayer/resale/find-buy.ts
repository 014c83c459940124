import { Address, xdr } from '@stellar/stellar-sdk';
import { allEvents } from '#shared/chain/rpc.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { PassaError } from '#shared/errors.ts';

export type FoundBuy = { price: bigint; txHash: string; ledger: number };

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');

/**
 * The sale by which a custodial address got a ticket, according to the event's own events: by whichever of our calls. Throws
 * RPC_ERROR if the RPC shows none.
 */
export async function findBuy(
	rpcUrl: string,
	{ event, ticket, to, since }: { event: string; ticket: bigint; to: string; since: number },
	version: EventVersion,
): Promise<FoundBuy> {
	const buyer = new Address(to).toScVal().toXdr('base64');
	const topics = [[symbol('passa'), symbol('resold'), buyer]];
	const { events } = await allEvents(rpcUrl, [{ type: 'contract', contractIds: [event], topics }], since);
	for (const raw of events) {
		if (!raw.inSuccessfulContractCall) continue;
		const { name, payload } = version.decodeEvent(raw, event);
		if (name === 'resold' && payload.ticket === ticket)
			return { price: payload.price, txHash: raw.txHash, ledger: raw.ledger };
	}
	throw new PassaError(
		'RPC_ERROR',
		`the RPC shows ticket ${ticket} at its buyer’s address, but not its sale`,
	);
}
