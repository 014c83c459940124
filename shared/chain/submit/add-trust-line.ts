import { Asset, Operation } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import type { RpcError } from '../rpc-node.ts';
import { serverOf } from '../rpc-server.ts';
import { type ReadAccountError, readAccount } from '../state/read-account.ts';
import { spendableXlm } from '../state/spendable-xlm.ts';
import { holdingOf } from '../state/trust-lines.ts';
import type { LinePayer, LinePayerError } from './fee-payer.ts';
import {
	type Chain,
	deadline,
	landing,
	newBuilder,
	type SendError,
	type SignTransaction,
	send,
} from './invoke.ts';
import { readSponsoredLine } from './sponsored-line.ts';

export type AddTrustLineError =
	| ReadAccountError
	| SendError
	| RpcError
	| LinePayerError
	| PassaError<'XLM_RESERVE_LOW'>;

/** A wallet may ask its owner for longer than a price holds; this transaction has no price. */
const validSeconds = 300;

/**
 * Lets an account hold an asset (`CODE:G…`): a ChangeTrust transaction, signed by `sign`, in a ledger when this
 * resolves. Does nothing if the trust line exists. If its XLM does not reach, or there is no account at all, the
 * chain's line payer pays the reserves. Throws AddTrustLineError; XLM_RESERVE_LOW has `missing` in its detail, in stroops of
 * XLM.
 */
export async function addTrustLine(
	chain: Chain,
	asset: string,
	address: string,
	sign: SignTransaction,
): Promise<void> {
	if ((await holdingOf(chain.rpcUrl, asset, address)) !== null) return;
	const server = serverOf(chain);
	const { inclusionFee } = await server.getFeeStats();
	const fee = BigInt(inclusionFee.p90);
	const missing = await missingReserve(chain, address, fee);
	if (missing > 0n && chain.linePayer)
		return addPaidLine(chain, chain.linePayer, { asset, address, missing }, sign);
	const source = await readAccount(chain.rpcUrl, address);
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

type MissingTrustLine = { asset: string; address: string; missing: bigint };

/** Another account pays the reserves. The wallet signs only what is exactly that. */
async function addPaidLine(
	chain: Chain,
	payer: LinePayer,
	{ asset, address, missing }: MissingTrustLine,
	sign: SignTransaction,
): Promise<void> {
	const offered = await payer.offer(address).catch((error) => {
		if (!(error instanceof PassaError) || error.code !== 'RESERVES_USED_UP') throw error;
		throw new PassaError('RESERVES_USED_UP', error.message, { detail: { missing } });
	});
	const { wallet } = readSponsoredLine(offered, chain.passphrase, asset);
	if (wallet !== address) throw new PassaError('NOT_OUR_CALL', 'That trust line is another wallet’s.');
	const signed = await sign(offered);
	await payer.send(signed).catch((error) => {
		if (!(error instanceof PassaError) || error.code !== 'RPC_UNREACHABLE') throw error;
	});
	await landing(chain, signed).catch(async (error) => {
		if ((await holdingOf(chain.rpcUrl, asset, address)) === null) throw error;
	});
}

/** Stroops of XLM that an account lacks for the reserve and the fee; all of them if there is no account. */
async function missingReserve(chain: Chain, address: string, fee: bigint): Promise<bigint> {
	const found = await spendableXlm(chain, address);
	return found ? found.baseReserve + fee - found.spendable : fee;
}

/** Each trust line sets one base reserve of XLM aside. Throws XLM_RESERVE_LOW if it and the fee are not there. */
async function assertReserve(chain: Chain, address: string, fee: bigint): Promise<void> {
	const missing = await missingReserve(chain, address, fee);
	if (missing <= 0n) return;
	throw new PassaError(
		'XLM_RESERVE_LOW',
		`The account ${address} lacks ${missing} stroops of XLM for another asset's reserve and the fee.`,
		{ detail: { missing } },
	);
}
