import { type Keypair, Operation, type xdr } from '@stellar/stellar-sdk';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { readAccount } from '#shared/chain/state/read-account.ts';
import {
	type Chain,
	deadline,
	type Landed,
	newBuilder,
	send,
	signWith,
} from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';

/** Sends classic operations in one transaction, signed by all keys; the first is the source. */
export async function sendClassic(
	chain: Chain,
	keys: Keypair[],
	operations: xdr.Operation[],
): Promise<Landed> {
	const server = serverOf(chain);
	const source = await readAccount(chain.rpcUrl, keys[0]!.publicKey());
	const builder = newBuilder(source, chain, '1000', await deadline(server));
	for (const operation of operations) builder.addOperation(operation);
	let envelope = builder.build().toEnvelope().toXdr('base64');
	for (const key of keys) envelope = await signWith(key, chain.passphrase)(envelope);
	return send(chain, envelope);
}

/** Localnet and testnet only: makes an account with lumens. An account that exists is left as it is. */
export async function fund(chain: Chain, address: string): Promise<void> {
	const server = serverOf(chain);
	const { friendbotUrl } = await server.getNetwork();
	if (!friendbotUrl)
		throw new PassaError('NO_FRIENDBOT', 'this network funds no accounts; give it lumens first');
	const response = await fetch(`${friendbotUrl}?addr=${address}`);
	if (response.ok) return;
	await readAccount(chain.rpcUrl, address).catch((cause) => {
		throw new PassaError('NOT_FUNDED', `friendbot refused to fund ${address}`, { cause });
	});
}

/** Creates accounts from one that is rich, all in one ledger. */
export const createAccounts = (addresses: string[], startingBalance: string): xdr.Operation[] =>
	addresses.map((destination) => Operation.createAccount({ destination, startingBalance }));
