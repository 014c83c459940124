import { Asset, Operation, StrKey, type xdr } from '@stellar/stellar-sdk';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type ReadAccountError, readAccount } from '#shared/chain/state/read-account.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { deadline, newBuilder } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { formatUsdc } from '#shared/money.ts';
import type { HeldDeps } from './held-deps.ts';

export type OwnTransactionError =
	| ReadAccountError
	| PassaError<'PAYEE_NO_TRUST_LINE' | 'INSUFFICIENT_USDC' | 'ADDRESS_INVALID'>;

/** Seconds that a person may take. */
const validSeconds = 240;
/** Too little for the network, so that only our fee-bump carries it. Stroops. */
const offered = '25';

/** The unsigned payment (base64) of USDC to an own wallet. Throws OwnTransactionError. */
export async function withdrawal(
	deps: HeldDeps,
	{ from, to, amount }: { from: string; to: string; amount: bigint },
): Promise<string> {
	const { chain, asset } = deps;
	const [held, receives] = await Promise.all([
		holdingOf(chain.rpcUrl, asset, from),
		holdingOf(chain.rpcUrl, asset, to),
	]);
	if ((held ?? 0n) < amount || amount <= 0n)
		throw new PassaError('INSUFFICIENT_USDC', 'There is less USDC in this account.', { status: 409 });
	if (receives === null)
		throw new PassaError('PAYEE_NO_TRUST_LINE', 'That wallet does not hold USDC yet: add USDC there first.', {
			status: 409,
		});
	return build(deps, from, [
		Operation.payment({ destination: to, asset: assetIn(asset), amount: formatUsdc(amount) }),
	]);
}

/**
 * The unsigned transaction (base64) after which the own wallet alone signs for the account, and our key never again. The
 * reserve of the new signer is ours. Throws OwnTransactionError.
 */
export function leaveTransaction(deps: HeldDeps, from: string, to: string): Promise<string> {
	const sponsor = deps.paying.payer.publicKey();
	return build(deps, from, [
		Operation.beginSponsoringFutureReserves({ sponsoredId: from, source: sponsor }),
		Operation.setOptions({ signer: { ed25519PublicKey: to, weight: 1 } }),
		Operation.endSponsoringFutureReserves({}),
		Operation.setOptions({ masterWeight: 0 }),
	]);
}

async function build({ chain }: HeldDeps, from: string, operations: xdr.Operation[]): Promise<string> {
	const source = await readAccount(chain.rpcUrl, from);
	const maxTime = await deadline(serverOf(chain), validSeconds);
	const builder = newBuilder(source, chain, offered, maxTime);
	for (const operation of operations) builder.addOperation(operation);
	return builder.build().toEnvelope().toXdr('base64');
}

const assetIn = (asset: string): Asset => {
	const [code, issuer] = asset.split(':') as [string, string];
	return new Asset(code, issuer);
};

/** Throws ADDRESS_INVALID for what is no wallet of a person. */
export function assertOwnAddress({ paying, asset }: HeldDeps, from: string, to: string): void {
	if (StrKey.isValidEd25519PublicKey(to) && to !== from && !paying.own.has(to) && !asset.endsWith(`:${to}`))
		return;
	throw new PassaError('ADDRESS_INVALID', 'That is not the address of another wallet (G…).');
}
