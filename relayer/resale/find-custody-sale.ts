import { xdr } from '@stellar/stellar-sdk';
import { allEvents } from '#shared/chain/rpc.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { PassaError } from '#shared/errors.ts';

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');
const topics = [[symbol('passa'), symbol('resold'), '**']];

/**
 * The call by which a holder's ticket became another's, according to the event's own events. Nulls if the RPC has lost that
 * ledger. Throws RPC_ERROR if it shows none.
 */
export async function findCustodySale(
	rpcUrl: string,
	{ event, ticket, seller, since }: { event: string; ticket: bigint; seller: string; since: number },
	version: EventVersion,
): Promise<{ txHash: string | null; ledger: number | null }> {
	const found = await allEvents(rpcUrl, [{ type: 'contract', contractIds: [event], topics }], since).catch(
		(error: unknown) => {
			if (error instanceof PassaError && error.code === 'HISTORY_CUT') return null;
			throw error;
		},
	);
	if (!found) return { txHash: null, ledger: null };
	for (const raw of found.events) {
		if (!raw.inSuccessfulContractCall) continue;
		const { name, payload } = version.decodeEvent(raw, event);
		if (name === 'resold' && payload.ticket === ticket && payload.seller === seller)
			return { txHash: raw.txHash, ledger: raw.ledger };
	}
	throw new PassaError('RPC_ERROR', `the RPC shows that ticket ${ticket} was sold, but not by which call`);
}
