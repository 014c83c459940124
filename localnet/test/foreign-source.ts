import { type Keypair, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import type { NetworkFixture } from './network-fixture.ts';
import { openUsdc, type Usdc } from './usdc.ts';

/** `channel` sends and pays for what others sign, as channel accounts and sponsored purchases do. */
export type WithChannel = Usdc & { channel: Keypair };

export async function openWithChannel(): Promise<WithChannel> {
	const usdc = await openUsdc();
	return { ...usdc, channel: await usdc.net.funded() };
}

/** An account with 100 of the asset. */
export async function fan({ net, issuer, asset }: Usdc): Promise<Keypair> {
	const key = await net.funded();
	await net.apply([key], [Operation.changeTrust({ asset })]);
	await net.apply([issuer], [Operation.payment({ destination: key.publicKey(), asset, amount: '100' })]);
	return key;
}

/** Types of the operations that succeeded on this network with another source than their transaction's. */
export async function foreignTypes(net: NetworkFixture): Promise<Set<string>> {
	const types = new Set<string>();
	for (let from: object = { startLedger: 1 }; ; ) {
		const page = await net.server.getTransactions({ ...from, limit: 200 } as never);
		for (const { status, envelopeXdr } of page.transactions) {
			if (status !== 'SUCCESS') continue;
			const tx = TransactionBuilder.fromXDR(envelopeXdr, net.localnet.passphrase) as Transaction;
			for (const { source, type } of tx.operations) {
				// The SDK has a name for each kind of sponsorship; the protocol has one operation.
				if (source && source !== tx.source) types.add(type.replace(/^revoke.*S/, 'revokeS'));
			}
		}
		if (page.transactions.length < 200) return types;
		from = { pagination: { cursor: page.cursor } };
	}
}
