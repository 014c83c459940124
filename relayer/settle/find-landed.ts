import { xdr } from '@stellar/stellar-sdk';
import { decodeEvent } from '#shared/chain/decode.ts';
import { allEvents } from '#shared/chain/rpc.ts';
import { PassaError } from '#shared/errors.ts';
import type { BatchRow } from './deps.ts';

/** How a batch landed. Bit i of `served`: item i became an order. */
export type LandedBatch = { txHash: string; ledger: number; served: bigint };

const topics = [['passa', 'settled'].map((name) => xdr.ScVal.scvSymbol(name).toXdr('base64'))];

/**
 * How a batch landed that the lane's number shows to be there, by the event's own word. Whose envelope carried it does
 * not matter: it may be one that we no longer know.
 */
export async function findLanded(rpcUrl: string, batch: BatchRow): Promise<LandedBatch> {
	const { event, lane, seq, sinceLedger } = batch;
	const filters = [{ type: 'contract' as const, contractIds: [event], topics }];
	const { events } = await allEvents(rpcUrl, filters, sinceLedger);
	for (const raw of events) {
		if (!raw.inSuccessfulContractCall) continue;
		const { name, payload } = decodeEvent(raw, event);
		if (name === 'settled' && payload.lane === lane && payload.seq === seq)
			return { txHash: raw.txHash, ledger: raw.ledger, served: payload.served };
	}
	throw new PassaError('RPC_ERROR', 'the RPC shows a lane’s number, but not the batch that took it');
}
