import { Operation, SorobanDataBuilder, xdr } from '@stellar/stellar-sdk';
import { serverOf } from '../rpc-server.ts';
import { readAccount } from '../state/read-account.ts';
import { type Chain, deadline, type Landed, newBuilder, type SignTransaction, send } from './invoke.ts';

/** The account that pays, and the ledger keys (base64 XDR) of the entries. */
export type EntryCall = { chain: Chain; source: string; sign: SignTransaction; keys: string[] };

/**
 * Makes live entries live for at least `ledgers` more (ExtendFootprintTTL). Entries that live longer, and ones that do
 * not exist, are left as they are. Throws what the RPC says of a call that is too large.
 */
export const extendEntries = (call: EntryCall, ledgers: number): Promise<Landed> =>
	change(call, Operation.extendFootprintTtl({ extendTo: ledgers }), (data, keys) => data.setReadOnly(keys));

/** Brings archived entries back (RestoreFootprint), for the shortest time that the network allows. */
export const restoreEntries = (call: EntryCall): Promise<Landed> =>
	change(call, Operation.restoreFootprint({}), (data, keys) => data.setReadWrite(keys));

async function change(
	{ chain, source, sign, keys }: EntryCall,
	operation: xdr.Operation,
	footprint: (data: SorobanDataBuilder, keys: xdr.LedgerKey[]) => SorobanDataBuilder,
): Promise<Landed> {
	const server = serverOf(chain);
	const account = await readAccount(chain.rpcUrl, source);
	const { sorobanInclusionFee } = await server.getFeeStats();
	const ledgerKeys = keys.map((key) => xdr.LedgerKey.fromXdr(key, 'base64'));
	const draft = newBuilder(account, chain, sorobanInclusionFee.p90, await deadline(server))
		.setSorobanData(footprint(new SorobanDataBuilder(), ledgerKeys).build())
		.addOperation(operation)
		.build();
	const prepared = await server.prepareTransaction(draft);
	return send(chain, await sign(prepared.toEnvelope().toXdr('base64')));
}
