import { StrKey, type xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';

/** An event of a simulation or a transaction as if an RPC had listed it: only contract, topics and value count. */
export const rawOf = ({ contractId, body }: xdr.ContractEvent): RawEvent => ({
	id: '',
	ledger: 0,
	ledgerClosedAt: '',
	contractId: contractId ? StrKey.encodeContract(contractId.toXdr()) : '',
	txHash: '',
	topic: body.v0.topics.map((topic) => topic.toXdr('base64')),
	value: body.v0.data.toXdr('base64'),
	inSuccessfulContractCall: true,
});
