import { Asset, Operation } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import type { RpcError } from '../rpc-node.ts';
import { serverOf } from '../rpc-server.ts';
import { type ReadAccountError, readAccount } from '../state/read-account.ts';
import { spendableXlm } from '../state/spendable-xlm.ts';
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
	const found = await spendableXlm(chain, address);
	if (!found) return;
	const missing = found.baseReserve + fee - found.spendable;
	if (missing <= 0n) return;
	throw new PassaError(
		'XLM_RESERVE_LOW',
		`The account ${address} lacks ${missing} stroops of XLM for another asset's reserve and the fee.`,
		{ detail: { missing } },
	);
}
