import { Asset, Operation, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { serverOf } from '../rpc-server.ts';
import { accountKey, type ReadAccountError, readAccount } from '../state/read-account.ts';
import { holdingOf } from '../state/trust-lines.ts';
import { type Chain, deadline, newBuilder, type SendError, type SignTransaction, send } from './invoke.ts';

export type AddTrustLineError = ReadAccountError | SendError | RpcError | PassaError<'XLM_RESERVE_LOW'>;

/** A wallet may ask its owner for longer than a price holds; this transaction has no price. */
const validSeconds = 300;

/**
 * Lets an account hold an asset (`CODE:G…`): a ChangeTrust transaction, signed by `sign`, in a ledger when this
 * resolves. Does nothing where the trust line exists. Throws AddTrustLineError; XLM_RESERVE_LOW has `missing` in its
 * detail, in stroops of XLM.
 */
export async function addTrustLine(
	chain: Chain,
	asset: string,
	address: string,
	sign: SignTransaction,
): Promise<void> {
	if ((await holdingOf(chain.rpcUrl, asset, address)) !== null) return;
	const server = serverOf(chain);
	const source = await readAccount(chain.rpcUrl, address);
	const { inclusionFee } = await server.getFeeStats();
	const fee = BigInt(inclusionFee.p90);
	await assertReserve(chain, address, fee);
	const [code, issuer] = asset.split(':') as [string, string];
	const built = newBuilder(source, chain, fee.toString(), await deadline(server, validSeconds))
		.addOperation(Operation.changeTrust({ asset: new Asset(code, issuer) }))
		.build();
	const signed = await sign(built.toEnvelope().toXdr('base64'));
	await send(chain, signed).catch(async (error) => {
		// Another window may have added it while this wallet was open.
		if (error.code === 'OUT_OF_ORDER' && (await holdingOf(chain.rpcUrl, asset, address)) !== null) return;
		// The balance may have gone meanwhile, which the result alone does not say.
		if (error.code === 'TRANSACTION_FAILED') await assertReserve(chain, address, 0n);
		throw error;
	});
}

/** Each trust line sets one base reserve of XLM aside. Throws XLM_RESERVE_LOW where it and the fee are not there. */
async function assertReserve(chain: Chain, address: string, fee: bigint): Promise<void> {
	const key = accountKey(address);
	const entry = (await ledgerEntries(chain.rpcUrl, [key])).get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data?.type !== 'account') return;
	const { headerXdr } = await serverOf(chain).getLatestLedger();
	const baseReserve = BigInt(headerXdr.baseReserve);
	const missing = lockedBy(data.account, baseReserve) + baseReserve + fee - BigInt(data.account.balance);
	if (missing <= 0n) return;
	throw new PassaError(
		'XLM_RESERVE_LOW',
		`The account ${address} lacks ${missing} stroops of XLM for another asset's reserve and the fee.`,
		{ detail: { missing } },
	);
}

/** Stroops that an account may not spend: its reserves, and what its offers sell. */
function lockedBy(account: xdr.AccountEntry, baseReserve: bigint): bigint {
	const { ext, numSubEntries } = account.toXdrObject();
	const v1 = ext.v === 1 ? ext.v1 : null;
	const v2 = v1?.ext.v === 2 ? v1.ext.v2 : null;
	const reserves = 2 + numSubEntries + (v2?.numSponsoring ?? 0) - (v2?.numSponsored ?? 0);
	return BigInt(reserves) * baseReserve + (v1?.liabilities.selling ?? 0n);
}
