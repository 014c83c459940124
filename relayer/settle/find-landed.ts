import { xdr } from '@stellar/stellar-sdk';
import { allEvents } from '#shared/chain/rpc.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { Payloads } from '#shared/contract/passa-event.ts';
import { PassaError } from '#shared/errors.ts';
import type { BatchRow } from './settle-deps.ts';

/** The item as it is signed, and as the event shows it. */
export type Item = { owner: string; tier: number; qty: number; evidence: Uint8Array };

/**
 * How a batch landed. Bit i of `served`: item i became an order. `items`: the items that the chain shows under its
 * number, null for one that it could not read. Null if the batch's own envelope answered, since that has no other items.
 */
export type LandedBatch = { txHash: string; ledger: number; served: bigint; items: (Item | null)[] | null };

type SettledItem = Payloads['settled']['items'][number];

const topics = [['passa', 'settled'].map((name) => xdr.ScVal.scvSymbol(name).toXdr('base64'))];

const itemOf = (item: SettledItem): Item | null => {
	if (item === null) return null;
	const [owner, tier, qty, evidence] = item;
	return { owner, tier, qty, evidence };
};

/**
 * How a batch landed, according to the contract's event. The lane's number shows that it did. The envelope does not
 * matter: it may be one that we no longer know.
 */
export async function findLanded(
	rpcUrl: string,
	batch: BatchRow,
	version: EventVersion,
): Promise<LandedBatch> {
	const { event, lane, seq, sinceLedger } = batch;
	const filters = [{ type: 'contract' as const, contractIds: [event], topics }];
	const { events } = await allEvents(rpcUrl, filters, sinceLedger);
	for (const raw of events) {
		if (!raw.inSuccessfulContractCall) continue;
		const { name, payload } = version.decodeEvent(raw, event);
		if (name === 'settled' && payload.lane === lane && payload.seq === seq)
			return {
				txHash: raw.txHash,
				ledger: raw.ledger,
				served: payload.served,
				items: payload.items.map(itemOf),
			};
	}
	throw new PassaError('RPC_ERROR', 'the RPC shows a lane’s number, but not the batch that took it');
}
